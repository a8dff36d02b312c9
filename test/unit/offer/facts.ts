// One ordinary moment of an ordinary practice, for the offer tests to bend: Monday 23 November 2026, 10:00.
import { SIGHTS } from '../../../src/main/ehr/sights.ts';
import type { OfferFacts } from '../../../src/main/offer/offer-context.ts';
import type { OfferableSlot } from '../../../src/main/offer/offer-slot.ts';
import type { Seen } from '../../../src/main/offer/words-of-sight.ts';
import type { EhrSight } from '../../../src/shared/domain/ehr.ts';
import { type ClinicianId, type SiteId, asId } from '../../../src/shared/domain/ids.ts';
import type { Session, SlotTypeCount } from '../../../src/shared/domain/session.ts';
import {
  type Instant,
  type LocalDay,
  SECOND,
  addDays,
  asInstant,
  instantOf,
  later,
} from '../../../src/shared/domain/time.ts';
import { sessionId, slotId, typeId } from '../../support/diary-of-rows.ts';

export const TODAY = '2026-11-23' as LocalDay;
export const TOMORROW = addDays(TODAY, 1);
export const PACE = { horizonDays: 28, nearEverySeconds: 15 };

export function at(day: LocalDay, clock: string): Instant {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  const instant = instantOf(day, hours * 60 + minutes);
  if (typeof instant === 'string') throw new Error('no such time');
  return asInstant(instant);
}

export const NOW = at(TODAY, '10:00');

export const slotAt = (day: LocalDay, clock: string, more: Partial<OfferableSlot> = {}): OfferableSlot => ({
  id: slotId(`${day} ${clock}`),
  sessionId: sessionId(`session ${day}`),
  slotTypeId: typeId('gp'),
  day,
  startsAt: at(day, clock),
  durationMin: 10,
  status: 'open',
  ...more,
});

export const count = (type: string, open: number, more: Partial<SlotTypeCount> = {}): SlotTypeCount => ({
  slotTypeId: typeId(type),
  slotTypeName: type,
  total: open + (more.booked ?? 0) + (more.blocked ?? 0) + (more.embargoed ?? 0),
  open,
  booked: 0,
  blocked: 0,
  embargoed: 0,
  ...more,
});

export const sessionOn = (day: LocalDay, more: Partial<Session> = {}): Session => ({
  id: sessionId(`session ${day}`),
  name: 'Morning',
  day,
  startsAt: at(day, '08:30'),
  endsAt: at(day, '12:30'),
  site: { id: asId<SiteId>('1'), name: 'Main site' },
  clinicians: [{ id: asId<ClinicianId>('55'), name: 'Dr Ada Example' }],
  counts: [count('gp', 6, { booked: 2 })],
  ...more,
});

export const EMIS_SEES: EhrSight = SIGHTS['emis-web'];
export const SYSTMONE: Seen = { ehr: 'SystmOne', sees: SIGHTS.systmone };
export const GP_CONNECT: Seen = { ehr: 'GP Connect', sees: SIGHTS['gp-connect'] };

const readDay = (day: LocalDay) => ({
  day,
  countsReadAt: later(NOW, -5 * SECOND),
  slotsReadAt: later(NOW, -20 * SECOND),
  state: 'whole' as const,
});

export const facts = (more: Partial<OfferFacts> = {}): OfferFacts => ({
  now: NOW,
  pace: PACE,
  minNoticeMinutes: 30,
  slotTypes: [
    { id: typeId('gp'), isActive: true },
    { id: typeId('nurse'), isActive: false },
  ],
  days: [readDay(TODAY), readDay(TOMORROW), readDay(addDays(TODAY, 10)), readDay(addDays(TODAY, 20))],
  holds: [],
  claims: [],
  ...more,
});
