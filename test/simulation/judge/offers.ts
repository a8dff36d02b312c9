/** I6: nothing is offered, or taken off, that the EHR has not lately shown to be so; nor what is off, held or wanted. */
import type { HoldId, SlotId, SlotTypeId } from '../../../src/shared/domain/ids.ts';
import { paceBands } from '../../../src/shared/domain/reading-pace.ts';
import { type LocalDay, MINUTE, SECOND, addDays, asInstant, dayOf } from '../../../src/shared/domain/time.ts';
import type { Books, JudgeDeps, Kept } from './books.ts';

/** From the moment a reading is asked for until it is put down. */
const LONGEST_READING_MS = MINUTE;
const UNTIL_NOTICED_MS = 5 * SECOND;
const NEVER_NOTICED_MS = 5 * SECOND;

export interface OfferedNow {
  readonly id: SlotId;
  readonly slotTypeId: SlotTypeId;
  readonly day: LocalDay;
}

export function judgeOffers(
  { nowMs, pcNowMs, product, diary, pace }: JudgeDeps,
  { must, counts, kept }: Books,
) {
  const bands = paceBands(pace);
  const shownOpenAtMs = new Map<SlotId, number>();
  const activeSinceMs = new Map<SlotTypeId, number>();
  const holds = new Map<HoldId, { slotId: SlotId; untilMs: number }>();
  const generations = new Map<LocalDay, number>();
  let setBacks: { readonly atMs: number; readonly ms: number }[] = [];
  /**
   * A clock that was set back makes everything look younger by as much, until that is noticed. By a few seconds clocks are set all
   * the time, and nobody notices: those count until the oldest reading of then is forgotten.
   */
  const setBackMs = (): number =>
    setBacks
      .filter(({ atMs, ms }) => atMs > nowMs() - (ms > NEVER_NOTICED_MS ? UNTIL_NOTICED_MS : 30 * MINUTE))
      .reduce((total, { ms }) => total + ms, 0);

  return {
    isOn: (id: SlotTypeId): boolean => activeSinceMs.has(id),
    shownOpen(ids: readonly SlotId[], askedAtMs: number): void {
      for (const id of ids) if ((shownOpenAtMs.get(id) ?? 0) < askedAtMs) shownOpenAtMs.set(id, askedAtMs);
    },
    switched(id: SlotTypeId, isActive: boolean): void {
      if (!isActive) activeSinceMs.delete(id);
      else if (!activeSinceMs.has(id)) activeSinceMs.set(id, nowMs());
    },
    /** Holds end by the PC's clock: set on, it ends them earlier. Set back, it is noticed soon. */
    clockSet(ms: number): void {
      if (ms < 0) setBacks = [...setBacks.slice(-9), { atMs: nowMs(), ms: -ms }];
      else for (const hold of holds.values()) hold.untilMs -= ms;
    },
    held(id: HoldId, slotId: SlotId, minutes: number): void {
      holds.set(id, { slotId, untilMs: nowMs() + minutes * MINUTE });
    },
    holdEnded: (id: HoldId) => void holds.delete(id),

    /** What the patients' page would show at this moment. */
    offered(slots: readonly OfferedNow[]): void {
      const now = nowMs();
      const slackMs = SECOND + setBackMs();
      const today = dayOf(asInstant(pcNowMs()));
      const held = new Set(
        [...holds.values()].filter(({ untilMs }) => untilMs > now + slackMs).map(({ slotId }) => slotId),
      );
      const wanted = new Map<SlotId, Kept>();
      for (const one of kept.values())
        if (one.state !== 'not-booked' && one.state !== 'cancelled') wanted.set(one.slotId, one);
      const limits = bands.map(({ toDay, offerLimitMs }) => ({ until: addDays(today, toDay), offerLimitMs }));
      for (const slot of slots) {
        counts.offersJudged += 1;
        const shownAt = shownOpenAtMs.get(slot.id) ?? 0;
        const limitMs = (limits.find(({ until }) => slot.day <= until)?.offerLimitMs ?? 0) + slackMs;
        must(
          now - shownAt <= limitMs,
          'I6',
          () => `${slot.id} is offered, and was last shown open ${now - shownAt} ms ago`,
        );
        const since = activeSinceMs.get(slot.slotTypeId);
        must(
          since !== undefined && shownAt >= since - slackMs,
          'I6',
          () => `${slot.id} is offered of a type that is off`,
        );
        must(!held.has(slot.id), 'I6', () => `${slot.id} is offered while somebody holds it`);
        const one = wanted.get(slot.id);
        // In the same millisecond too: what is settled by hand is looked at at once.
        const isLet = one?.state === 'confirmed' && shownAt >= (one.confirmedAtMs ?? now + 1);
        must(
          !one || isLet,
          'I6',
          () => `${slot.id} is offered while ${one?.token} (${one?.state}) wants or has it`,
        );
      }
    },
    dayApplied(change: {
      readonly day: LocalDay;
      readonly generation: number;
      readonly removeSlots: readonly SlotId[];
    }): void {
      const before = generations.get(change.day) ?? 0;
      must(
        change.generation >= before,
        'I6',
        () => `reading ${change.generation} of ${change.day} was put over ${before}`,
      );
      generations.set(change.day, change.generation);
      if (product === 'GP Connect') return; // there, what is not free is not shown
      for (const id of change.removeSlots) {
        const place = diary().place(id);
        const isHiddenThere =
          product === 'SystmOne' &&
          (place?.status !== 'open' || (place.statusAtMs ?? 0) > nowMs() - LONGEST_READING_MS);
        // Of what is over any answer is believed at once.
        const isOver = place && place.slot.startsAt <= pcNowMs();
        must(
          !place || place.removedAtMs !== undefined || isHiddenThere || isOver === true,
          'I6',
          () => `${id} was taken off, and the diary still has it`,
        );
      }
    },
  };
}
