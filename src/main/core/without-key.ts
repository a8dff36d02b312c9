/**
 * What the core does while the key to patients' details cannot be had: reading goes on; whatever would open, keep or send a
 * patient's details is refused, and the outbox holds still. It would otherwise take details that it cannot open for details
 * that are gone, and tell patients *not booked*.
 */
import type { Handlers } from '#shared/contract/contract.ts';
import { type Failure, failure } from '#shared/domain/failure.ts';
import { type KeyTrouble, wordsOfKey } from '#shared/domain/key-trouble.ts';
import { failed } from '#shared/domain/outcome.ts';
import type { Instant } from '#shared/domain/time.ts';

import { recordKeyBack, recordKeyMissing } from '../outbox/record-health.ts';
import type { Store } from '../store/store.ts';

const KEY_UNAVAILABLE: Failure = failure(
  'key-unavailable',
  'The key to patients’ details cannot be had on this PC, so nothing was changed. The message at the top of the window says why.',
);

const NOTHING_IS_WRITTEN: Failure = failure(
  'key-unavailable',
  'The key to patients’ details cannot be had on this PC. Nothing is written until it is there.',
);

export const deskWithoutKey: Handlers['bookings'] = (() => {
  const refuse = () => failed(KEY_UNAVAILABLE);
  return { look: refuse, cancel: refuse, move: refuse, undo: refuse, choices: refuse, settle: refuse };
})();

/** For the terminal, in plain lines. */
export function saidOf({ story, message }: KeyTrouble): readonly string[] {
  const { title, meaning, doNext } = wordsOfKey(story);
  return [`${title}. ${message}`, `${meaning} ${doNext}`];
}

/** Writing is in trouble without the key, whatever it was before; with it, such trouble is over. */
export function noteKey(store: Store, isThere: boolean, at: Instant): void {
  const isInTrouble = store.read.health.of('write')?.failure?.kind === 'key-unavailable';
  if (isThere !== isInTrouble) return;
  store.write((tx) => (isThere ? recordKeyBack(tx, at) : recordKeyMissing(tx, at, NOTHING_IS_WRITTEN)));
}
