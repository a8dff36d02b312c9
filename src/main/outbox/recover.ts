/**
 * A command on disk as sent whose answer nobody waits for any more is in doubt: after a crash, a kill, or an answer
 * that could not be stored. Always, however sure it may look: the request may be in the diary.
 */
import { failure } from '#shared/domain/failure.ts';
import type { CommandId } from '#shared/domain/ids.ts';
import { asInstant } from '#shared/domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Dice } from '../ports/dice.ts';
import type { Store } from '../store/store.ts';
import { recordMove } from './record-move.ts';

/** Later than any `notBefore`: asks the store for commands whether due or not. */
export const AT_ANY_TIME = asInstant(8_640_000_000_000_000);

/** Moves them to `unknown`, to be read back at once, and says which. `isInFlight`: its answer is being waited for. */
export function recover(
  { store, clock, dice }: { readonly store: Store; readonly clock: Clock; readonly dice: Dice },
  message: string,
  isInFlight: (id: CommandId) => boolean = () => false,
): CommandId[] {
  const orphans = store.read.commands
    .due(['sending'], AT_ANY_TIME, 1_000)
    .filter(({ id }) => !isInFlight(id));
  if (orphans.length === 0) return [];
  const at = clock.now();
  store.write((tx) => {
    const interrupted = failure('interrupted', message);
    for (const orphan of orphans) {
      recordMove(tx, orphan, { to: 'unknown', at, notBefore: at, failure: interrupted }, { dice });
    }
  });
  return orphans.map(({ id }) => id);
}
