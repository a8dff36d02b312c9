/**
 * A key to patients' details that cannot be had: asks for it again by itself and on request, and has the practice opened
 * anew when the answer is another one. Beginning anew is a person's deliberate act, never ours, and deletes nothing.
 */
import type { Handlers } from '#shared/contract/contract.ts';
import { type Failure, failure } from '#shared/domain/failure.ts';
import { mayBeginAnew } from '#shared/domain/key-trouble.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import { SECOND } from '#shared/domain/time.ts';

import { type FoundKey, findKey, sealedDatabasesIn } from '../core/find-key.ts';
import type { BegunAnew } from '../core/surroundings.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Secrets } from '../ports/secrets.ts';
import { putAside } from '../store/put-aside.ts';
import type { DataFolder } from '../this-pc/data-folder.ts';
import type { OpenedOne } from './open-one.ts';
import type { Seat } from './seat.ts';

export interface KeySideDeps {
  readonly folder: DataFolder;
  readonly secrets: Secrets;
  readonly seat: Seat;
  readonly clock: Clock;
  readonly log: Log;
  readonly replaced: (lines: readonly string[]) => void;
}

export interface KeySide {
  readonly acts: Handlers['patientKey'];
  /** For the next opening: what was put aside, if anybody had that done. */
  begunAnew(): BegunAnew | undefined;
  /** Asks for the key every few seconds for as long as a practice is open without it. */
  start(): void;
  stop(): void;
}

const ASK_EVERY_MS = 15 * SECOND;
/** The answer must reach the window before the window is loaded afresh. */
const ANSWER_FIRST_MS = 100;

const nobodyOpen = () => failed(failure('stopped', 'No practice is open.'));
const refused = (message: string) => failed(failure('not-allowed', message));

export function createKeySide(deps: KeySideDeps): KeySide {
  const { folder, secrets, seat, clock, log, replaced } = deps;
  const stopping = new AbortController();
  let begunAnew: BegunAnew | undefined;

  async function openAgain({ aim }: OpenedOne, between?: () => Outcome<void>): Promise<Outcome<void>> {
    const done = await seat.replace(aim, {}, () => ok(undefined), between);
    if (!done.ok) return done;
    begunAnew = undefined;
    const { lines } = done.value;
    void clock.sleep(ANSWER_FIRST_MS, stopping.signal).then(() => replaced(lines));
    return ok(undefined);
  }

  /** The same story as before: nothing to open anew for. */
  const isSame = ({ core }: OpenedOne, found: FoundKey): boolean =>
    found.kind === 'trouble'
      ? found.trouble.story === core.keyTrouble?.story && found.trouble.message === core.keyTrouble.message
      : core.keyTrouble === undefined;

  async function tryAgain(): Promise<Outcome<void>> {
    const opened = seat.now();
    if (!opened) return nobodyOpen();
    if (!opened.core.keyTrouble) return ok(undefined);
    const found = await findKey(secrets, folder);
    if (!isSame(opened, found)) {
      log.info('key.another-answer', { kind: found.kind === 'trouble' ? found.trouble.story : found.kind });
      return openAgain(opened);
    }
    return found.kind === 'trouble'
      ? failed(failure('key-unavailable', found.trouble.message))
      : ok(undefined);
  }

  /** One key sealed them all, so all of them go; the databases first, so that a key is never begun beside what it cannot open. */
  function putAllAside(unsent: number): Outcome<void> {
    const at = clock.now();
    try {
      const databases = sealedDatabasesIn(folder).map((file) => putAside(file, at));
      const names = databases.map((file) => file.slice(folder.root.length + 1));
      begunAnew = { files: [...names, ...secrets.putAside(at)], unsent };
      log.warn('key.begun-anew', { files: begunAnew.files.length, unsent });
      return ok(undefined);
    } catch (error) {
      const detail = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      const message = 'The old files cannot be put aside: the data folder refuses it. Nothing was deleted.';
      const trouble: Failure = failure('store-trouble', message, { detail });
      return failed(trouble);
    }
  }

  async function beginAnew(): Promise<Outcome<void>> {
    const opened = seat.now();
    if (!opened) return nobodyOpen();
    // Asked once more: what a restored file or a woken key store can open must not be put aside.
    const found = await findKey(secrets, folder);
    if (!isSame(opened, found)) return openAgain(opened);
    if (found.kind !== 'trouble' || !mayBeginAnew(found.trouble.story))
      return refused('The key is not lost, so there is nothing to begin anew for.');
    const unsent = opened.core.countUnsent();
    return openAgain(opened, () => putAllAside(unsent));
  }

  async function watch(): Promise<void> {
    while (!stopping.signal.aborted) {
      await clock.sleep(ASK_EVERY_MS, stopping.signal);
      if (!stopping.signal.aborted && seat.now()?.core.keyTrouble) await tryAgain();
    }
  }

  return {
    acts: { tryAgain, beginAnew },
    begunAnew: () => begunAnew,
    start: () => void watch(),
    stop: () => stopping.abort(),
  };
}
