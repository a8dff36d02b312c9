/**
 * The window's rows as the store has them now. A row says only what the store knows; what the offer engine has to say
 * of it comes by `offered`, the same answer that the booking site gives to patients.
 */
import type {
  BookingRow,
  DayRow,
  EventRow,
  HealthRow,
  HoldRow,
  PracticeRow,
  ReadingRow,
  SlotTypeRow,
} from '#shared/contract/rows.ts';
import type { Rows, SliceName } from '#shared/contract/snapshot.ts';
import { HEALTH_PARTS } from '#shared/domain/health.ts';
import type { SlotTypeId } from '#shared/domain/ids.ts';
import { renameQuestions } from '#shared/domain/rename-questions.ts';
import { holderOf } from '#shared/domain/session.ts';
import { dayOf, startOfDay } from '#shared/domain/time.ts';

import type { OfferCount } from '../offer/offer-diary.ts';
import type { Clock } from '../ports/clock.ts';
import type { AuditEntry, StoreReader } from '../store/store.ts';
import { byId } from './diff-rows.ts';
import { given } from './given.ts';
import { readBookingRows } from './read-booking-rows.ts';
import { NO_COUNT, createCountSums } from './sum-counts.ts';

const READINGS = 60;
const EVENTS = 100;

export interface RowsReader {
  slice<S extends SliceName>(name: S): Readonly<Record<string, Rows[S]>>;
}

const eventRow = ({ seq, at, kind, who, subject, from, to, why, note }: AuditEntry): EventRow => ({
  id: String(seq),
  at,
  kind,
  who,
  subject,
  ...given('from', from),
  ...given('to', to),
  ...given('why', note ?? why),
});

export function createRowsReader(deps: {
  readonly read: StoreReader;
  readonly clock: Clock;
  readonly practice: () => PracticeRow;
  readonly offeredByType: () => ReadonlyMap<SlotTypeId, OfferCount>;
}): RowsReader {
  const { read, clock, practice, offeredByType } = deps;

  const sumsFrom = createCountSums(read);

  function slotTypeRows(): SlotTypeRow[] {
    const sums = sumsFrom(dayOf(clock.now()));
    const offered = offeredByType();
    const all = read.slotTypes.all();
    const questions = practice().sees.slotTypeIds ? [] : renameQuestions(all);
    return all.map((type) => {
      const renamedTo = questions
        .filter(({ gone }) => gone.id === type.id)
        .map(({ appeared }) => appeared.id);
      const offer = type.isActive ? offered.get(type.id) : undefined;
      return {
        id: type.id,
        name: type.name,
        isActive: type.isActive,
        lastSeenAt: type.lastSeenAt,
        ...(sums.get(type.id) ?? NO_COUNT),
        offered: offer?.offered ?? 0,
        offeredDays: offer?.offeredDays ?? 0,
        ...given('nextOfferedAt', offer?.nextOfferedAt),
        ...given('asOf', offer?.asOf),
        ...given('bookableInEhr', type.bookableInEhr),
        ...given('switchedAt', type.switchedAt),
        ...given('switchedReason', type.switchedReason),
        ...given('vanishedAt', type.vanishedAt),
        ...given('renamedTo', renamedTo.length > 0 ? renamedTo : undefined),
      };
    });
  }

  const bookingRows = (): BookingRow[] => readBookingRows(read, startOfDay(dayOf(clock.now())));

  function holdRows(): HoldRow[] {
    const names = new Map(read.slotTypes.all().map((type) => [type.id, type.name]));
    return read.holds.live(clock.now()).flatMap(({ id, slotId, expiresAt, forBooking }) => {
      const slot = read.slots.byId(slotId);
      const session = slot && read.sessions.byId(slot.sessionId);
      if (!slot || !session) return [];
      const { startsAt, day } = slot;
      const slotTypeName = names.get(slot.slotTypeId) ?? '';
      const clinicianName = holderOf(session);
      const held = { id, slotId, startsAt, day, slotTypeName, clinicianName, expiresAt };
      return [{ ...held, ...given('forBooking', forBooking) }];
    });
  }

  function healthRows(): HealthRow[] {
    return HEALTH_PARTS.flatMap((part) => {
      const health = read.health.of(part);
      return health ? [{ ...health, id: part }] : [];
    });
  }

  function dayRows(): DayRow[] {
    return read.days.all().map(({ day, revision, countsReadAt, slotsReadAt, state }) => ({
      id: day,
      revision,
      countsReadAt,
      state,
      ...given('slotsReadAt', slotsReadAt),
    }));
  }

  const readingRows = (): ReadingRow[] =>
    read.readings.recent(READINGS).map((reading) => ({ ...reading, id: String(reading.id) }));

  const readers: { readonly [S in SliceName]: () => readonly Rows[S][] } = {
    practice: () => [practice()],
    slotTypes: slotTypeRows,
    bookings: bookingRows,
    holds: holdRows,
    health: healthRows,
    days: dayRows,
    readings: readingRows,
    events: () => read.audit.recent(EVENTS).map(eventRow),
  };

  return { slice: (name) => byId(readers[name]()) };
}
