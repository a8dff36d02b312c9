/** Electron's entry: one instance, ready → open the practice and the window, quit → close both in order. No decisions. */
import path from 'node:path';

import { app, dialog, shell } from 'electron';

import type { Failure } from '#shared/domain/failure.ts';

import { dataFolderAt, defaultDataRoot } from './this-pc/data-folder.ts';
import { serve } from './ipc/serve.ts';
import { writeLog } from './log/write-log.ts';
import { type OpenedPractice, openPractice } from './start/open-practice.ts';
import { declareAppScheme, serveAppScheme } from './shell/app-scheme.ts';
import { electronKeyStore } from './shell/electron-key-store.ts';
import { createElectronSettings } from './shell/electron-settings.ts';
import { electronTransport } from './shell/electron-transport.ts';
import { lockDown } from './shell/lock-down.ts';
import { notify } from './shell/notifications.ts';
import { watchPower } from './shell/power.ts';
import { openWindow, reloadWindow, showWindow } from './shell/window.ts';
import { readStartOptions } from './start/start-options.ts';
import { markOfUser, pcUser } from './this-pc/pc-user.ts';
import { createSealedKey } from './this-pc/sealed-key.ts';
import { systemClock } from './this-pc/system-clock.ts';
import { systemDice } from './this-pc/system-dice.ts';

/** From the page being loaded to its first screen, and the most that reading waits for both. */
const DRAWING_MS = 500;
const LONGEST_DRAWING_MS = 3_000;

const say = (line: string) => process.stdout.write(`${line}\n`);

function endWith({ message, detail }: Failure): void {
  process.stderr.write(`Slotkeeper cannot start. ${message}${detail ? `\n${detail}` : ''}\n`);
  // Without a terminal the message would be lost.
  if (app.isReady() && !process.stdout.isTTY && app.isPackaged)
    dialog.showErrorBox('Slotkeeper cannot start', message);
  app.exit(1);
}

/** What follows the app's own path: before it stand Electron's and Chromium's flags, which are none of ours. */
function ownArguments(): readonly string[] {
  if (app.isPackaged) return process.argv.slice(1);
  const appPath = path.resolve(app.getAppPath());
  return process.argv.slice(process.argv.findLastIndex((arg) => path.resolve(arg) === appPath) + 1);
}

async function start(): Promise<void> {
  const options = readStartOptions(ownArguments());
  if (!options.ok) return endWith(options.failure);
  const folder = dataFolderAt(path.resolve(options.value.dataRoot ?? defaultDataRoot()));
  // Chromium's own files stay out of the practice's, and the one-instance lock lies with them. For each user of the PC their
  // own: on Windows the key store's key is among them, and Chromium makes a new one over one that it cannot open, so that a
  // second user would lock the first out for good. Two users at once are told apart by the claim on the data folder.
  app.setPath('userData', path.join(folder.root, 'window', markOfUser(pcUser())));
  if (!app.requestSingleInstanceLock()) {
    say('Slotkeeper is already open on this data folder; its window has been brought to the front.');
    return app.exit(0);
  }
  await app.whenReady();

  const log = writeLog(folder.logs);
  const settings = createElectronSettings(folder.root);
  const appPath = app.getAppPath();
  let isDrawn = () => {};
  const whenDrawn = new Promise<void>((resolve) => (isDrawn = resolve));
  const opened: Promise<OpenedPractice | undefined> = openPractice({
    folder,
    options: options.value,
    clock: systemClock,
    dice: systemDice,
    log,
    secrets: createSealedKey(folder.patientKey, electronKeyStore, systemDice, pcUser()),
    keyStore: electronKeyStore,
    appPath,
    version: app.getVersion(),
    runtime: { electron: process.versions['electron'] ?? '', chrome: process.versions['chrome'] ?? '' },
    preferences: { read: settings.preferences, write: settings.setPreferences },
    shell: {
      showFile: (file) => shell.showItemInFolder(file),
      openBookingSite: (url) => shell.openExternal(url),
    },
    whenDrawn,
    publish(channel, change) {
      electronTransport.send(channel, change);
      notify(change, showWindow);
    },
    replaced(lines) {
      for (const line of lines) say(line);
      reloadWindow();
    },
    lost: endWith,
  }).then((outcome) => {
    if (outcome.ok) return outcome.value;
    endWith(outcome.failure);
    return undefined;
  });

  serveAppScheme(path.join(appPath, 'out', 'renderer'));
  serve(() => opened.then((practice) => practice?.handlers()), electronTransport, log);
  const open = () =>
    openWindow({
      appPath,
      place: settings.windowPlace(),
      keepPlace: settings.setWindowPlace,
      hasDevTools: !app.isPackaged,
    });
  // Before the practice is open, and beside it: the window takes the longer of the two. Reading begins once the screen
  // has had time to be drawn, and does so also when the window hangs.
  const { webContents } = open();
  webContents.once('did-finish-load', () => void systemClock.sleep(DRAWING_MS).then(isDrawn));
  void systemClock.sleep(LONGEST_DRAWING_MS).then(isDrawn);

  app.on('second-instance', showWindow);
  app.on('activate', () => {
    if (!showWindow()) open();
  });
  app.on('window-all-closed', () => app.quit());
  let isClosing = false;
  app.on('before-quit', (event) => {
    if (isClosing) return;
    event.preventDefault();
    isClosing = true;
    void opened.then((practice) => practice?.close()).finally(() => app.quit());
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());

  const practice = await opened;
  if (!practice) return;
  for (const line of practice.lines) say(line);
  watchPower({ resumed: () => practice.core.resumed() });
}

declareAppScheme();
lockDown(app);
// Date and time fields follow Chromium's language, and a British practice reads 23/11/2026 and 14:30 on any PC.
app.commandLine.appendSwitch('lang', 'en-GB');
start().catch((error: unknown) => {
  process.stderr.write(
    `Slotkeeper cannot start. ${error instanceof Error ? (error.stack ?? error.message) : 'Unknown trouble'}\n`,
  );
  app.exit(1);
});
