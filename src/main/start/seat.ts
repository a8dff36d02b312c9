/**
 * The seat of the practice that is open: one at a time, and replaceable while the app runs. The old one is closed before
 * the new one opens, since both would want the same database and port; if the new one will not open, the old one is
 * opened again and the trouble told. What is asked meanwhile waits for whoever takes the seat.
 */
import type { Handlers } from '#shared/contract/contract.ts';
import { type Failure, failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

import type { Log } from '../ports/log.ts';
import type { CredentialValues } from './ehr-credentials.ts';
import type { OpenedOne } from './open-one.ts';
import type { Aim } from './what-to-open.ts';

export interface Seat {
  /** `undefined` while nobody sits there. */
  now(): OpenedOne | undefined;
  /** Of whoever is open, or will be in a moment; `undefined` when nobody will. */
  handlers(): Promise<Handlers | undefined>;
  take(aim: Aim): Promise<Outcome<OpenedOne>>;
  /**
   * `keep` writes down what makes the new one the one that is opened next time. It is asked once the new one is open; if
   * it fails, the old one comes back. `between`: what can be done only while nothing is open; when it fails, the old one comes
   * back too. Fails with `busy` while another change is under way.
   */
  replace(
    next: Aim,
    given: CredentialValues,
    keep: () => Outcome<void>,
    between?: () => Outcome<void>,
  ): Promise<Outcome<OpenedOne>>;
  close(): Promise<void>;
}

export interface SeatDeps {
  readonly open: (aim: Aim, given?: CredentialValues) => Promise<Outcome<OpenedOne>>;
  readonly log: Log;
  /** Neither the new practice nor the old one would open. */
  readonly lost: (why: Failure) => void;
}

export function createSeat({ open, log, lost }: SeatDeps): Seat {
  let seated: OpenedOne | undefined;
  let change: Promise<unknown> | undefined;
  let isClosed = false;

  async function tryToOpen(aim: Aim, given?: CredentialValues): Promise<Outcome<OpenedOne>> {
    try {
      return await open(aim, given);
    } catch (error) {
      const detail = error instanceof Error ? error.message : 'unknown';
      return failed(failure('unexpected', 'The practice could not be opened.', { detail }));
    }
  }

  async function rise(): Promise<void> {
    const leaving = seated;
    seated = undefined;
    await leaving?.close();
  }

  async function exchange(
    next: Aim,
    given: CredentialValues,
    keep: () => Outcome<void>,
    between: () => Outcome<void>,
  ): Promise<Outcome<OpenedOne>> {
    const before = seated?.aim;
    await rise();
    const ready = between();
    const opened = ready.ok ? await tryToOpen(next, given) : ready;
    let trouble: Failure;
    if (opened.ok) {
      const kept = keep();
      seated = opened.value;
      if (kept.ok) return opened;
      trouble = kept.failure;
      await rise();
    } else trouble = opened.failure;
    log.error('practice.not-replaced', { kind: trouble.kind, message: trouble.message });
    const again = before ? await tryToOpen(before) : failed(trouble);
    if (again.ok) seated = again.value;
    else lost(again.failure);
    return failed(trouble);
  }

  return {
    now: () => seated,
    async handlers() {
      await change;
      return seated?.core.handlers;
    },
    async take(aim) {
      const opened = await open(aim);
      if (opened.ok) seated = opened.value;
      return opened;
    },
    replace(next, given, keep, between = () => ok(undefined)) {
      if (change || isClosed)
        return Promise.resolve(failed(failure('busy', 'Slotkeeper is just opening another practice.')));
      const work = exchange(next, given, keep, between);
      change = work
        .catch(() => undefined)
        .then(() => {
          change = undefined;
        });
      return work;
    },
    async close() {
      isClosed = true;
      await change;
      await rise();
    },
  };
}
