/**
 * What no page in this app may do, whatever gets into it: leave our origin, open windows, ask for permissions, embed
 * pages, download files, pick devices. Set on every web contents as it is made, so that none is forgotten.
 */
import { type App, type Session, session } from 'electron';

import { APP_ORIGIN } from './app-scheme.ts';

function closeSession(open: Session): void {
  open.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  open.setPermissionCheckHandler(() => false);
  open.setDevicePermissionHandler(() => false);
  open.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  open.on('will-download', (event) => event.preventDefault());
}

export function lockDown(app: App): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!event.url.startsWith(`${APP_ORIGIN}/`)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    event.preventDefault();
    answer(false);
  });
  app.on('session-created', closeSession);
  void app.whenReady().then(() => closeSession(session.defaultSession));
}
