// One day of the fixture's diary, as much of it as the EHR of the scene tells.
import type { DayDiary, DiarySession, DiarySlot } from '#shared/contract/rows.ts';
import type { AppSnapshot } from '#shared/contract/snapshot.ts';
import type { EhrSight } from '#shared/domain/ehr.ts';
import { asId } from '#shared/domain/ids.ts';
import { type Instant, type LocalDay, SECOND, later, weekdayOf } from '#shared/domain/time.ts';
import { CLINICIANS, TYPES, at, slotIdAt } from './window-bookings.ts';
import { createDice, typeOf } from './window-rows.ts';

export function diaryOf(
  day: LocalDay,
  now: Instant,
  active: ReadonlySet<string>,
  snapshot: AppSnapshot,
  sees: EhrSight,
): DayDiary {
  if (!snapshot.days[day]) return { day, state: 'not-read', sessions: [] };
  if (weekdayOf(day) > 5) return { day, asOf: later(now, -4 * SECOND), state: 'whole', sessions: [] };
  const bookingBySlot = new Map(
    Object.values(snapshot.bookings)
      .filter(({ state }) => state !== 'cancelled')
      .map((booking) => [booking.slotId, booking]),
  );
  const dice = createDice(Number(day.replaceAll('-', '')));
  const sessions = CLINICIANS.flatMap((clinician, c) =>
    [
      [510, 750, 'Morning surgery'],
      [840, 1_050, 'Afternoon surgery'],
    ].flatMap(([from, to, name], half): DiarySession[] => {
      if (half === 1 && c % 4 === 2) return [];
      const type =
        c < 6
          ? TYPES[c % 2]
          : c < 8
            ? TYPES[2 + (half % 2)]
            : c === 8
              ? TYPES[4]
              : c === 9
                ? TYPES[6]
                : TYPES[7];
      const [typeName = '', minutes = 10] = type ?? [];
      const slots: DiarySlot[] = [];
      if (active.has(typeName))
        for (let minute = Number(from); minute + minutes <= Number(to); minute += minutes) {
          const id = slotIdAt(day, clinician, minute);
          const booking = bookingBySlot.get(id);
          const roll = dice();
          const rolled = roll < 0.45 ? 'booked' : roll < 0.5 ? 'blocked' : roll < 0.56 ? 'embargoed' : 'open';
          const isPast = at(day, minute) < now;
          const isKept =
            booking !== undefined ||
            snapshot.holds['hold-0']?.slotId === id ||
            snapshot.holds['hold-1']?.slotId === id;
          const told = rolled === 'open' || (rolled === 'booked' ? sees.bookedSlots : sees.blockedSlots);
          // What the protocol does not tell is no slot at all, unless it is a booking of ours.
          if (!told && !isKept) continue;
          const status =
            booking?.state === 'confirmed' || booking?.state === 'cancelling'
              ? 'booked'
              : isKept
                ? 'open'
                : rolled;
          slots.push({
            id,
            startsAt: at(day, minute),
            durationMin: minutes,
            slotTypeId: typeOf(typeName),
            slotTypeName: typeName,
            status,
            offer: { slotId: id, isOffered: status === 'open' && !isPast && !isKept, hidden: [] },
            ...(booking ? { bookingId: booking.id } : {}),
          });
        }
      const count = (status: DiarySlot['status']) => slots.filter((slot) => slot.status === status).length;
      return [
        {
          id: asId(`${day} ${clinician} ${String(name)}`),
          name: String(name),
          startsAt: at(day, Number(from)),
          endsAt: at(day, Number(to)),
          siteName: c % 4 === 3 ? 'Branch Surgery' : 'Main Surgery',
          clinicianName: clinician,
          open: slots.length === 0 ? 4 : count('open'),
          offered: slots.filter((slot) => slot.offer.isOffered).length,
          booked: slots.length === 0 ? 8 : count('booked'),
          blocked: count('blocked'),
          embargoed: count('embargoed'),
          slots,
        },
      ];
    }),
  );
  return { day, asOf: later(now, -4 * SECOND), state: 'whole', sessions };
}
