/** The one window: sandboxed, isolated, on our own scheme, where the user left it. */
import path from 'node:path';

import { BrowserWindow, nativeTheme, screen } from 'electron';

import { APP_ORIGIN } from './app-scheme.ts';
import type { WindowPlace } from './electron-settings.ts';

/** A remembered place may lie on a monitor that is gone. */
function isOnScreen(place: WindowPlace): boolean {
  return screen.getAllDisplays().some(({ workArea }) => {
    const right = place.x + place.width;
    return right > workArea.x + 80 && place.x < workArea.x + workArea.width - 80 && place.y >= workArea.y - 8;
  });
}

export function openWindow(deps: {
  readonly appPath: string;
  readonly place: WindowPlace | undefined;
  readonly keepPlace: (place: WindowPlace) => void;
  readonly hasDevTools: boolean;
}): BrowserWindow {
  const { appPath, place, keepPlace, hasDevTools } = deps;
  const bounds = place && isOnScreen(place) ? place : { width: 1366, height: 768 };
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'Slotkeeper',
    icon: path.join(appPath, 'resources', 'icon.png'),
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#15181d' : '#ffffff',
    autoHideMenuBar: true,
    webPreferences: {
      preload: path.join(appPath, 'out', 'preload', 'index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      devTools: hasDevTools,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  window.on('close', () => keepPlace(window.getNormalBounds()));
  void window.loadURL(`${APP_ORIGIN}/index.html`);
  return window;
}

/** Brings the open window to the front. False when there is none. */
export function showWindow(): boolean {
  const [window] = BrowserWindow.getAllWindows();
  if (!window) return false;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
  return true;
}

/**
 * After another practice has been opened: nothing of the old one stays on the screen. Loaded at its beginning: a reload
 * would come back to whatever screen asked for it.
 */
export function reloadWindow(): void {
  for (const { webContents } of BrowserWindow.getAllWindows())
    // Cut short only by the next load.
    webContents.loadURL(`${APP_ORIGIN}/index.html`).catch(() => undefined);
}
