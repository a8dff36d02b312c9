/** Electron's IPC as a transport. A sender counts as our window only when it is the main frame of a page of our own scheme. */
import { BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron';

import type { Transport } from '../ipc/transport.ts';
import { APP_ORIGIN } from './app-scheme.ts';

function isFromWindow({ senderFrame, sender }: IpcMainInvokeEvent): boolean {
  if (!senderFrame || senderFrame !== sender.mainFrame) return false;
  return senderFrame.url.startsWith(`${APP_ORIGIN}/`);
}

export const electronTransport: Transport = {
  handle: (channel, answer) =>
    ipcMain.handle(channel, (event, input: unknown) => answer(isFromWindow(event), input)),
  send(channel, payload) {
    for (const window of BrowserWindow.getAllWindows()) {
      if (!window.isDestroyed()) window.webContents.send(channel, payload);
    }
  },
};
