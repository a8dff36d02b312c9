// The rows of the fixture that are not bookings: slot types, holds, readings, events. The same seed gives the same rows.
import type { BookingRow, EventRow, HoldRow, ReadingRow, SlotTypeRow } from '#shared/contract/rows.ts';
import { failure } from '#shared/domain/failure.ts';
import { asId } from '#shared/domain/ids.ts';
import { type Instant, type LocalDay, MINUTE, SECOND, addDays, later } from '#shared/domain/time.ts';
import { CLINICIANS, TYPES, at, slotIdAt } from './window-bookings.ts';
import type { Scene } from './window-scenes.ts';

/** Falls alike for the same seed; a fraction from 0 to 1. */
export function createDice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export const typeOf = (name: string) => asId<SlotTypeRow['id']>(name.toLowerCase().replaceAll(/\W+/g, '-'));

export function slotTypesOf(now: Instant, today: LocalDay, scene: Scene): SlotTypeRow[] {
  const dice = createDice(7);
  return TYPES.map(([name, , isActive], i) => {
    const sessions = 4 + Math.floor(dice() * 60);
    const open = Math.floor(sessions * (2 + dice() * 4));
    return {
      id: typeOf(name),
      name,
      isActive,
      bookableInEhr: name !== 'Staff meeting',
      lastSeenAt: later(now, -40 * SECOND),
      ...(scene === 'renamed' ? renameOf(name, now) : {}),
      ...(name === 'Physio first contact' ? { vanishedAt: later(now, -26 * 60 * MINUTE) } : {}),
      sessions,
      open,
      booked: Math.floor(open * (1 + dice())),
      blocked: i % 3 === 0 ? Math.floor(dice() * 20) : 0,
      embargoed: i % 4 === 1 ? Math.floor(dice() * 40) : 0,
      offered: isActive ? Math.floor(open * 0.8) : 0,
      offeredDays: isActive ? 18 : 0,
      ...(isActive
        ? { nextOfferedAt: at(addDays(today, i % 3), 700 + i * 10), asOf: later(now, -(4 + i * 31) * SECOND) }
        : {}),
    };
  });
}

/** One type that was perhaps renamed, and one with two candidates. */
function renameOf(name: string, now: Instant): Partial<SlotTypeRow> {
  const gone = { vanishedAt: later(now, -20 * SECOND) };
  if (name === 'GP telephone') return { ...gone, renamedTo: [typeOf('On the day')] };
  if (name === 'Blood test')
    return {
      ...gone,
      renamedTo: [typeOf('Flu clinic (65 and over)'), typeOf('Nurse - asthma and COPD review')],
    };
  return {};
}

export function holdsOf(now: Instant, today: LocalDay): HoldRow[] {
  return [
    [720, 1, 4.6],
    [730, 0, 1.2],
  ].map(([minutes = 0, clinician = 0, left = 0], i) => ({
    id: asId(`hold-${i}`),
    slotId: slotIdAt(today, CLINICIANS[clinician] ?? '', minutes),
    startsAt: at(today, minutes),
    day: today,
    slotTypeName: 'GP telephone',
    clinicianName: CLINICIANS[clinician] ?? '',
    expiresAt: later(now, left * MINUTE),
  }));
}

export function readingsOf(now: Instant, today: LocalDay, scene: Scene): ReadingRow[] {
  const dice = createDice(3);
  return Array.from({ length: 90 }, (_, i): ReadingRow => {
    const band = i % 8 === 5 ? 'soon' : i % 20 === 13 ? 'far' : 'near';
    const ago = (90 - i) * 16 * SECOND;
    const isLost = (scene === 'trouble' && i > 62) || (i > 40 && i < 44);
    return {
      id: String(i),
      band,
      from: band === 'near' ? today : addDays(today, band === 'soon' ? 2 : 15),
      to: addDays(today, band === 'near' ? 1 : band === 'soon' ? 14 : 28),
      startedAt: later(now, -ago),
      durationMs: Math.round(300 + dice() * 2_400),
      sessions: band === 'near' ? 41 : 230,
      sessionsRead: isLost ? 0 : Math.floor(dice() * 6),
      slotsRead: isLost ? 0 : Math.floor(dice() * 120),
      slotsChanged: isLost ? 0 : Math.floor(dice() * 4),
      ...(isLost
        ? {
            failure: failure(
              scene === 'trouble' && i > 62 ? 'not-signed-in' : 'timed-out',
              'No answer in time.',
            ),
          }
        : {}),
    };
  });
}

export function eventsOf(now: Instant, bookings: readonly BookingRow[]): EventRow[] {
  const of = (id: number, ago: number, rest: Omit<EventRow, 'id' | 'at'>): EventRow => ({
    id: String(id),
    at: later(now, -ago * MINUTE),
    ...rest,
  });
  const command: Partial<Record<BookingRow['state'], string>> = {
    accepted: 'received',
    checking: 'unknown',
    'not-booked': 'conflict',
    cancelled: 'cancelled-by-practice',
    'needs-you': 'review',
  };
  return [
    of(90, 102, { kind: 'trouble-closed', who: 'slotkeeper', subject: 'read' }),
    of(89, 109, {
      kind: 'trouble-opened',
      who: 'slotkeeper',
      subject: 'read',
      why: 'EMIS Web did not answer in time.',
    }),
    of(91, 60, {
      kind: 'slot-type-switched',
      who: 'manager',
      subject: 'Blood test',
      from: 'off',
      to: 'on',
      why: 'Phlebotomy goes online',
    }),
    of(88, 1_500, { kind: 'slot-type-vanished', who: 'ehr', subject: 'Physio first contact' }),
    ...bookings.map((booking, i) =>
      of(200 - i, (now - booking.stateAt) / MINUTE, {
        kind: 'booking-moved',
        who: 'slotkeeper',
        subject: booking.id,
        to: command[booking.state] ?? 'confirmed',
      }),
    ),
  ];
}
