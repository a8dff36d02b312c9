/**
 * Holds what the app does and says against the truth (invariants I1–I10). It keeps books of its own: from the patients'
 * receipts, from what the EHR showed, from what left the PC and from each row as it is committed. It never asks the
 * app's own engine whether something was right. The first breach ends the run.
 */
import type { StoreReader } from '../../../src/main/store/store.ts';
import { isPending } from '../../../src/shared/domain/command.ts';
import { isLive } from '../practice-diary.ts';
import { type JudgeDeps, createBooks } from './books.ts';
import { judgeOffers } from './offers.ts';
import { judgeTelling } from './telling.ts';
import { judgeWrites } from './writes.ts';

export type { Breach, JudgeCounts } from './books.ts';
export type { OfferedNow } from './offers.ts';

export function createJudge(deps: JudgeDeps) {
  const { nowMs, diary } = deps;
  const books = createBooks(deps);
  const offers = judgeOffers(deps, books);
  const writes = judgeWrites(deps, books, offers.isOn);
  const telling = judgeTelling(deps, books);
  const { must, kept, appointmentsOf, standing, staffMade } = books;
  return {
    ...books,
    ...offers,
    ...writes,
    ...telling,
    /** Faults have stopped for a quarter of an hour: everything has an end, and all sides tell the same. */
    atRest(read: StoreReader): void {
      const open = read.commands.unsettled().filter(({ state }) => isPending(state));
      must(
        open.length === 0,
        'I5',
        () =>
          `${open.length} commands are still on their way: ${open.map(({ kind, state, token }) => `${kind} ${token} ${state}`).join(', ')}`,
      );
      telling.allTold();
      for (const one of kept.values()) {
        const live = appointmentsOf(one).filter(isLive);
        must(live.length <= 1, 'I1', () => `${one.token} has ${live.length} appointments`);
        const place = diary().place(one.slotId);
        if (!place || place.slot.startsAt <= nowMs()) continue;
        const isIn = live.length > 0 || staffMade(one).some(isLive);
        const [only] = live;
        if (one.state === 'confirmed' && only)
          must(
            place.twins.some(({ slot }) => slot.id === only.slotId),
            'I2',
            () => `${one.token} is shown at ${one.slotId} and stands at ${only.slotId}`,
          );
        if (one.state === 'confirmed')
          must(isIn, 'I2', () => `${one.token} is told confirmed and is not in the diary`);
        const isOut = one.state === 'not-booked' || one.state === 'cancelled';
        const untrue = one.state === 'cancelled' ? standing(one) : live;
        if (isOut)
          must(untrue.length === 0, 'I3', () => `${one.token} is told ${one.state} and is in the diary`);
      }
    },
  };
}

export type Judge = ReturnType<typeof createJudge>;
