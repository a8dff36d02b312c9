/**
 * The facts of both sides about one booking, in sentences: for the person who has to settle what no machine can. It looks into
 * the diary now and decides nothing. Nobody's name but our own patient's stands in it, and it is shown, never kept.
 */
import type { BookingLook, SettleVerdict } from '#shared/contract/bookings.ts';
import { failure } from '#shared/domain/failure.ts';
import type { BookingId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import { type Instant, dayOf, formatClock, formatClockWithSeconds, formatDay } from '#shared/domain/time.ts';
import type { Booking, Command } from '../../store/store.ts';
import { answerInTime } from '../answer-in-time.ts';
import type { OutboxDeps } from '../outbox-deps.ts';
import { whoGaveUp } from '../record-move.ts';
import { sessionOf } from '../session-of.ts';
import { type Sighting, sightSlot } from '../sight-slot.ts';
import { verdictsFor, wasToldYes } from './settle-review.ts';

/** What the diary showed when it could be read last. In memory only: it may name our patient. */
export type LastLooks = Map<BookingId, Pick<BookingLook, 'lookedAt' | 'theirs'>>;
const MOST_LAST_LOOKS = 200;

interface LookDeps extends Pick<OutboxDeps, 'store' | 'diary' | 'clock' | 'settings'> {
  readonly lastLooks?: LastLooks;
}

/** Fails with `not-found` alone: that the diary cannot be read is among the facts. */
export async function lookAtBooking(deps: LookDeps, bookingId: BookingId): Promise<Outcome<BookingLook>> {
  const { store, diary, clock, lastLooks } = deps;
  const booking = store.read.bookings.byId(bookingId);
  const command = store.read.commands.byBooking(bookingId);
  if (!booking || !command) return failed(failure('not-found', 'There is no such booking.'));
  const patientId = booking.patient?.ehrPatientId;
  const { token } = command;
  const sought = {
    session: sessionOf(booking.slot, store.read),
    slotId: booking.slot.id,
    ...(patientId === undefined ? {} : { booking: { patientId, token } }),
  };
  const readSignal = new AbortController().signal;
  const pulled = await answerInTime((ask) => diary.pullSlot(sought, ask), { ...deps, readSignal });
  const now = clock.now();
  const sight = (slot: PulledSlot | undefined) =>
    patientId === undefined ? undefined : sightSlot(slot, { ...booking.slot, token, patientId });
  const seen = pulled.ok
    ? { lookedAt: now, theirs: theirsOf(booking, pulled.value, sight(pulled.value), diary.product) }
    : (lastLooks?.get(bookingId) ?? { theirs: [] });
  // Settled by itself while the diary was asked: then there is nothing left to give a verdict on.
  const isWaiting = store.read.commands.byBooking(bookingId)?.state === 'review';
  const wasYes = wasToldYes(store.read, command);
  const old = booking.replaces === undefined ? undefined : store.read.bookings.byId(booking.replaces);
  const isGivenUp = command.kind === 'book' && !wasYes && old !== undefined && whoGaveUp(store.read, old);
  const verdicts = isWaiting ? verdictsFor(command, now) : [];
  lastLooks?.delete(bookingId);
  if (isWaiting) keepLook(lastLooks, bookingId, seen);
  return ok({
    ...seen,
    ...(pulled.ok ? {} : { cannotRead: pulled.failure }),
    ours: oursOf(booking, command),
    verdicts: verdicts.map((verdict) => ({
      verdict,
      means:
        isGivenUp && verdict === 'in-diary'
          ? givenUpMeans(diary.product)
          : meansOf(command, verdict, diary.product, wasYes),
    })),
  });
}

function keepLook(
  lastLooks: LastLooks | undefined,
  id: BookingId,
  seen: Pick<BookingLook, 'lookedAt' | 'theirs'>,
): void {
  if (!lastLooks || seen.lookedAt === undefined) return;
  lastLooks.set(id, seen);
  const [oldest] = lastLooks.keys();
  if (lastLooks.size > MOST_LAST_LOOKS && oldest !== undefined) lastLooks.delete(oldest);
}

const when = (at: Instant): string => `${formatDay(dayOf(at))}, ${formatClockWithSeconds(at)}`;

function oursOf(booking: Booking, { kind, by, createdAt, attempts, ...command }: Command): string[] {
  const { slot } = booking;
  const place = `${formatDay(slot.day)}, ${formatClock(slot.startsAt)}, ${slot.slotTypeName}, ${slot.clinicianName}`;
  const wanted =
    kind === 'book'
      ? `Asked for online: ${when(createdAt)}.`
      : by === 'move'
        ? `The new appointment was booked, so this one is to be cancelled: ${when(createdAt)}.`
        : `Cancellation asked for by ${by === 'reception' ? 'reception' : 'the patient'}: ${when(createdAt)}.`;
  const times = attempts === 1 ? 'once' : `${attempts} times, last`;
  const sent =
    attempts === 0 || command.lastSentAt === undefined
      ? 'Nothing has been sent to the diary.'
      : `Sent to the diary ${times}: ${when(command.lastSentAt)}.`;
  return [
    `The appointment: ${place}.`,
    wanted,
    sent,
    ...(command.absentSince === undefined
      ? []
      : [`Not seen in the diary as expected since ${when(command.absentSince)}.`]),
    ...(booking.failure ? [booking.failure.message] : []),
    `Our mark on it: ${command.token}.`,
  ];
}

function theirsOf(
  booking: Booking,
  pulled: PulledSlot | undefined,
  sighting: Sighting | undefined,
  ehr: string,
): string[] {
  if (!pulled) return [`The slot is not in ${ehr} any more, or ${ehr} does not show it.`];
  const patient = booking.patient?.name ?? 'this patient';
  const moved =
    pulled.startsAt === booking.slot.startsAt
      ? []
      : [`It stands at another time now: ${formatDay(pulled.day)}, ${formatClock(pulled.startsAt)}.`];
  const marked = pulled.attendance === undefined ? [] : [`Marked in ${ehr}: ${ATTENDED[pulled.attendance]}.`];
  return [sighting ? seenWords(sighting, patient, ehr) : statusWords(pulled, ehr), ...moved, ...marked];
}

const ATTENDED = {
  arrived: 'arrived',
  'in-progress': 'in progress',
  finished: 'finished',
  'did-not-attend': 'did not attend',
  'walked-out': 'walked out',
} as const;

/** Of a new time whose old appointment has been cancelled meanwhile. */
const givenUpMeans = (ehr: string): string =>
  `The appointment is in ${ehr}. The one that it was to replace has been cancelled meanwhile, so Slotkeeper cancels this one too.`;

/** The patient’s details cannot be opened: nothing can be said of who is in it. */
const statusWords = ({ status, bookedFor }: PulledSlot, ehr: string): string =>
  status === 'booked' || bookedFor !== undefined
    ? `The slot is booked in ${ehr}. Whether for this patient cannot be said here.`
    : `In ${ehr} the slot is ${status}.`;

function seenWords(sighting: Sighting, patient: string, ehr: string): string {
  switch (sighting) {
    case 'ours':
      return `In ${ehr} the slot is booked for ${patient}, with our mark on it.`;
    case 'same-patient':
      return `In ${ehr} the slot is booked for ${patient}, but without our mark: perhaps another appointment.`;
    case 'another-patient':
      return `In ${ehr} the slot is booked for another patient.`;
    case 'our-token-on-another-patient':
      return `In ${ehr} our mark stands on another patient’s appointment.`;
    case 'taken-unseen':
      return `The slot is booked, but ${ehr} does not say for whom.`;
    case 'open':
      return `In ${ehr} the slot is open, without a trace of this booking.`;
    case 'open-with-traces':
      return `In ${ehr} the slot is open, but shows traces of a booking that was taken out.`;
    case 'was-ours':
      return `In ${ehr} this booking was made, and then cancelled or moved.`;
    case 'changed':
      return `In ${ehr} the slot is open, but has another type or time than was booked.`;
    case 'withheld':
      return `In ${ehr} the slot is blocked, embargoed or in a state that is not known.`;
    case 'gone':
      return `The slot is not in ${ehr} any more, or ${ehr} does not show it.`;
  }
}

function meansOf({ kind, by }: Command, verdict: SettleVerdict, ehr: string, wasYes: boolean): string {
  if (verdict === 'try-again') {
    return kind === 'book'
      ? `Slotkeeper looks into ${ehr} again, and books it if the slot is free. The patient hears how it ended.`
      : `Slotkeeper looks into ${ehr} again, and cancels it if it is still there. The patient hears how it ended.`;
  }
  const isIn = verdict === 'in-diary';
  if (kind === 'book') {
    if (isIn && wasYes) return `The appointment is in ${ehr}, as the patient was told.`;
    if (wasYes)
      return `The appointment is out of ${ehr}. The patient is told that the practice cancelled it.`;
    return isIn
      ? `The appointment is in ${ehr}. The patient is told that it is confirmed.`
      : `The appointment is not in ${ehr}. The patient is told that it is not booked.`;
  }
  if (!isIn) {
    return by === 'move'
      ? `The old appointment is out of ${ehr}. The patient is told that the move is done.`
      : `The appointment is out of ${ehr}. The patient is told that it is cancelled.`;
  }
  return by === 'move'
    ? `The old appointment stays in ${ehr} beside the new one. The patient is told that it stands.`
    : `The appointment stays in ${ehr}. The patient is told that it could not be cancelled.`;
}
