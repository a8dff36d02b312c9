/**
 * Before anybody is told that an appointment is out of the diary: is it perhaps in another slot? Staff move appointments to days
 * that no reading has reached yet, and *cancelled* would be untrue then.
 */
import { type Outcome, ok } from '#shared/domain/outcome.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import { addDays, dayOf } from '#shared/domain/time.ts';
import type { Urgency } from '../ports/ehr-diary.ts';
import { answerInTime } from './answer-in-time.ts';
import type { KeptBooking } from './kept/find-kept.ts';
import type { TurnDeps } from './outbox-deps.ts';
import { sightSlot } from './sight-slot.ts';
import { whereaboutsOf } from './whereabouts.ts';

/** As far ahead as an EHR answers at once. */
const DAYS_AHEAD = 89;

/** `undefined`: in no other slot. A failure means that it is not known, and then nothing may be said. */
export async function findElsewhere(
  { booking, patientId, token }: KeptBooking,
  urgency: Urgency,
  deps: Pick<TurnDeps, 'diary' | 'clock' | 'settings' | 'readSignal'>,
): Promise<Outcome<PulledSlot | undefined>> {
  const today = dayOf(deps.clock.now());
  const sought = { patientId, token, window: { from: today, to: addDays(today, DAYS_AHEAD) } };
  const found = await answerInTime((ask) => deps.diary.findBooking(sought, { ...ask, urgency }), deps);
  if (!found.ok) return found;
  const isOther = found.value?.id !== booking.slot.id || found.value.startsAt !== booking.slot.startsAt;
  return ok(isOther ? found.value : undefined);
}

/** Whether one that a look has found out of its slot stands in another. Anything else is left to the look. */
export async function whetherElsewhere(
  kept: KeptBooking,
  pulled: Outcome<PulledSlot | undefined>,
  deps: Pick<TurnDeps, 'diary' | 'clock' | 'settings' | 'readSignal'>,
): Promise<Outcome<boolean>> {
  if (!pulled.ok) return ok(false);
  const { slot } = kept.booking;
  const sighting = sightSlot(pulled.value, { ...slot, token: kept.token, patientId: kept.patientId });
  if (whereaboutsOf(sighting, pulled.value, slot.startsAt) !== 'out') return ok(false);
  const found = await findElsewhere(kept, 'write', deps);
  return found.ok ? ok(found.value !== undefined) : found;
}
