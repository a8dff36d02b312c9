// The least that an Electron app can be: one window of the size of ours, with one line in it, as locked down as ours.
// What it takes is what the runtime and this machine take; the rest of our start is our own.
const { app, BrowserWindow } = require('electron');
const path = require('node:path');

const data = process.argv.indexOf('--data');
app.setPath('userData', path.join(process.argv[data + 1] ?? '.', 'window'));

void app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1366,
    height: 768,
    show: false,
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false },
  });
  window.once('ready-to-show', () => window.show());
  return window.loadFile(path.join(__dirname, 'index.html'));
});
app.on('window-all-closed', () => app.quit());
