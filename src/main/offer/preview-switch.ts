/**
 * What switching a slot type would do, before it is done. Switching on is counted from the sessions' own counts,
 * because slots of an inactive type are never read; switching off from the slots that are offered now.
 */
import type { SlotTypeId } from '#shared/domain/ids.ts';
import { type Session, holderOf } from '#shared/domain/session.ts';
import type { SwitchPreview } from '#shared/domain/switch-preview.ts';
import type { Instant, LocalDay } from '#shared/domain/time.ts';

import type { OfferContext } from './offer-context.ts';
import { type OfferableSlot, offerSlot } from './offer-slot.ts';

export interface PreviewFacts {
  readonly slotType: { readonly id: SlotTypeId; readonly bookableInEhr?: boolean };
  /** What it would become. */
  readonly isActive: boolean;
  /** From today to the horizon. */
  readonly sessions: readonly Session[];
  /** Open slots of the type from now to the horizon; needed only for switching off. */
  readonly slots: readonly OfferableSlot[];
  readonly heldNow: number;
  readonly futureBookings: number;
  readonly context: OfferContext;
}

interface Tally {
  readonly day: LocalDay;
  readonly clinician: string;
  readonly appointments: number;
}

function gained({ slotType, sessions, context }: PreviewFacts): Tally[] {
  return sessions
    .filter((session) => session.endsAt > context.now && context.bands.has(session.day))
    .flatMap((session) => {
      const count = session.counts.find(({ slotTypeId }) => slotTypeId === slotType.id);
      return count && count.open > 0
        ? [{ day: session.day, clinician: holderOf(session), appointments: count.open }]
        : [];
    });
}

function lost({ slotType, sessions, slots, context }: PreviewFacts): Tally[] {
  const holders = new Map(sessions.map((session) => [session.id, holderOf(session)]));
  return slots
    .filter((slot) => slot.slotTypeId === slotType.id && offerSlot(slot, context).isOffered)
    .map((slot) => ({ day: slot.day, clinician: holders.get(slot.sessionId) ?? '', appointments: 1 }));
}

function sumBy<Key>(tallies: readonly Tally[], keyOf: (tally: Tally) => Key): Map<Key, number> {
  const sums = new Map<Key, number>();
  for (const tally of tallies) sums.set(keyOf(tally), (sums.get(keyOf(tally)) ?? 0) + tally.appointments);
  return sums;
}

export function previewSwitch(facts: PreviewFacts): SwitchPreview {
  const { slotType, isActive, context } = facts;
  const tallies = isActive ? gained(facts) : lost(facts);
  const byDay = [...sumBy(tallies, (tally) => tally.day)]
    .map(([day, appointments]) => ({ day, appointments }))
    .toSorted((one, other) => one.day.localeCompare(other.day));
  const byClinician = [...sumBy(tallies, (tally) => tally.clinician)]
    .map(([clinician, appointments]) => ({ clinician, appointments }))
    .toSorted(
      (one, other) => other.appointments - one.appointments || one.clinician.localeCompare(other.clinician),
    );
  const readings = byDay.flatMap(({ day }): Instant[] => {
    const reading = context.days.get(day);
    const readAt = isActive ? reading?.countsReadAt : reading?.slotsReadAt;
    return readAt === undefined ? [] : [readAt];
  });
  const asOf = readings.toSorted((one, other) => one - other)[0];
  return {
    slotTypeId: slotType.id,
    isActive,
    appointments: byDay.reduce((total, { appointments }) => total + appointments, 0),
    days: byDay.length,
    byDay,
    byClinician,
    heldNow: facts.heldNow,
    futureBookings: facts.futureBookings,
    ...(slotType.bookableInEhr === undefined ? {} : { bookableInEhr: slotType.bookableInEhr }),
    ...(asOf === undefined ? {} : { asOf }),
  };
}
