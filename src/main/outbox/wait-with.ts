/** A turn that could not be taken: the command stays as it is, with the reason and the next try on disk. */
import type { Failure } from '#shared/domain/failure.ts';
import { later } from '#shared/domain/time.ts';
import type { Command } from '../store/store.ts';
import type { TurnDeps } from './outbox-deps.ts';
import { recordWriteFailed } from './record-health.ts';
import { hasMovedOn, recordMove } from './record-move.ts';
import type { TurnEnd, WaitAfter } from './turn.ts';

export function waitWith(
  command: Command,
  why: Failure,
  deps: Pick<TurnDeps, 'store' | 'clock' | 'dice'>,
  waitAfter: WaitAfter,
  /** What could not be done: a failure to write is one of the health of writing. */
  what: 'look' | 'write' = 'look',
): TurnEnd {
  const at = deps.clock.now();
  const notBefore = later(at, waitAfter(why));
  return deps.store.write((tx): TurnEnd => {
    if (hasMovedOn(tx, command)) return { kind: 'given-up' };
    recordMove(tx, command, { to: command.state, at, notBefore, failure: why }, deps);
    if (what === 'write') recordWriteFailed(tx, at, why, notBefore);
    return { kind: 'try-again' };
  });
}
