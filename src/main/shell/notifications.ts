/** Shows notes as the operating system's notifications. A click brings the window to the front. */
import { Notification } from 'electron';

import type { AppChange } from '#shared/contract/snapshot.ts';

import { notesOf } from './notes-of-change.ts';

export function notify(change: AppChange, open: () => void): void {
  if (!Notification.isSupported()) return;
  for (const { title, body } of notesOf(change)) {
    const notification = new Notification({ title, body });
    notification.on('click', open);
    notification.show();
  }
}
