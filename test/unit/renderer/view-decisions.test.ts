// The small decisions of the window: where we are, what is found, how rows are sorted, what is said of what happened.
import { describe, expect, test } from 'vitest';
import type {
  BookingRow,
  DiarySlot,
  EventRow,
  HealthRow,
  HoldRow,
  ReadingRow,
  SwitchPreview,
} from '#shared/contract/rows.ts';
import { BOOKING_STATES, type BookingState } from '#shared/domain/booking.ts';
import { COMMAND_STATES } from '#shared/domain/command.ts';
import { failure } from '#shared/domain/failure.ts';
import { asId } from '#shared/domain/ids.ts';
import { type LocalDay, MINUTE, SECOND, asInstant } from '#shared/domain/time.ts';
import {
  PROMISE_MS,
  heightOf,
  lagOf95,
  lagPoints,
} from '../../../src/renderer/features/connection/chart-layout.ts';
import { findThings } from '../../../src/renderer/features/frame/find-things.ts';
import { matches } from '../../../src/renderer/ui/match-words.ts';
import { meaningOf } from '../../../src/renderer/features/one-booking/booking-words.ts';
import {
  chooseBookings,
  countByState,
  fromToday,
} from '../../../src/renderer/features/live-bookings/choose-bookings.ts';
import { isWorthTelling, wordsOf } from '../../../src/renderer/features/live-bookings/event-words.ts';
import { lookOf } from '../../../src/renderer/features/live-bookings/slot-look.ts';
import { unreadWords } from '../../../src/renderer/features/live-bookings/unread-words.ts';
import { saySwitch, sumPreviews } from '../../../src/renderer/features/slot-types/plan-switch.ts';
import { readQuestion } from '../../../src/renderer/features/why-missing/read-question.ts';
import { readTime } from '../../../src/renderer/features/why-missing/read-time.ts';
import { formatHash, parseHash } from '../../../src/renderer/state/route.ts';
import {
  bookingsNeedingYou,
  lightOf,
  liveHolds,
  newestFirst,
  pendingBookings,
  readingLightOf,
} from '../../../src/renderer/state/selectors.ts';
import type { ShownState } from '../../../src/renderer/ui/shown-state.ts';
import { moveInMonth, shiftMonth, weeksOf } from '../../../src/renderer/ui/month-grid.ts';
import { nextSorting, readSorting, sortRows, writeSorting } from '../../../src/renderer/ui/sort-rows.ts';
import { createWindowFixture } from '../../support/window-fixture.ts';

const NOW = asInstant(Date.UTC(2026, 10, 23, 10, 42, 20));
const day = (text: string) => text as LocalDay;
const booking = (id: string, state: BookingState, more: Partial<BookingRow> = {}): BookingRow => ({
  id: asId(id),
  slotId: asId(`slot ${id}`),
  day: day('2026-11-23'),
  startsAt: NOW,
  durationMin: 10,
  slotTypeName: 'GP telephone',
  sessionName: 'Morning surgery',
  clinicianName: 'Dr A Patel',
  siteName: 'Main',
  patientName: 'Ada Example',
  state,
  createdAt: NOW,
  stateAt: NOW,
  ...more,
});
const snapshotOf = async (scene: 'well' | 'trouble') => {
  const outcome = await createWindowFixture(NOW, scene).bridge.app.snapshot();
  if (!outcome.ok) throw new Error('The fixture always answers.');
  return outcome.value;
};

describe('the address', () => {
  test('a deep link is read as it was written', () => {
    const hash = formatHash('why-missing', { type: 'nurse & smear', day: '2026-11-25', time: undefined });
    expect(parseHash(hash)).toEqual({
      screen: 'why-missing',
      query: { type: 'nurse & smear', day: '2026-11-25' },
    });
  });
  test.each(['', '#', '#/', '#/nothing', '#content'])('%j opens Live bookings', (hash) =>
    expect(parseHash(hash).screen).toBe('live-bookings'),
  );
  test('a question needs a type and a real day', () => {
    expect(readQuestion({ type: 't', day: '2026-02-30' })).toBeUndefined();
    expect(readQuestion({ day: '2026-11-25' })).toBeUndefined();
    expect(readQuestion({ type: 't', day: '2026-11-25', time: '25:00' })).toEqual({
      slotTypeId: 't',
      day: '2026-11-25',
    });
    expect(readQuestion({ type: 't', day: '2026-11-25', time: '09:10', clinician: 'c' })).toEqual({
      slotTypeId: 't',
      day: '2026-11-25',
      minutes: 550,
      clinicianId: 'c',
    });
  });
  test.each([
    ['9:10', '09:10'],
    ['0910', '09:10'],
    ['9.10', '09:10'],
    [' 17:05 ', '17:05'],
    ['24:00', undefined],
    ['nine', undefined],
    ['', undefined],
  ])('the typed time %j is read as %j', (typed, time) => expect(readTime(typed)).toBe(time));
});

describe('search', () => {
  test('every word typed must begin a word, in any order', () => {
    expect(matches('Nurse - smear', 'sm nur')).toBe(true);
    expect(matches('Nurse - smear', 'mear')).toBe(false);
    expect(matches('José Ibáñez', 'ibá')).toBe(true);
  });
  test('finds patients, slot types and screens, and leads to them', async () => {
    const found = findThings(await snapshotOf('well'), 'gr');
    expect(found.map((thing) => [thing.kind, thing.title])).toEqual([['Booking', 'Grace Hopper']]);
    expect(found[0]?.hash).toBe('#/live-bookings?day=2026-11-23&booking=booking-1');
    expect(findThings(await snapshotOf('well'), 'slot').map((thing) => thing.kind)).toEqual(['Screen']);
  });
});

describe('sorting', () => {
  const rows = [{ name: 'b10' }, { name: 'B2' }, {}, { name: 'a' }] as { name?: string }[];
  test('as people order it; what is not known comes last both ways', () => {
    const names = (isDescending: boolean) =>
      sortRows(rows, (row) => row.name, isDescending).map((row) => row.name);
    expect(names(false)).toEqual(['a', 'B2', 'b10', undefined]);
    expect(names(true)).toEqual(['b10', 'B2', 'a', undefined]);
  });
  test('is kept as text, and a column that is gone falls back', () => {
    const fallback = { key: 'name', isDescending: false };
    const turned = nextSorting(nextSorting(fallback, 'open'), 'open');
    expect(readSorting(writeSorting(turned), ['name', 'open'], fallback)).toEqual({
      key: 'open',
      isDescending: true,
    });
    expect(readSorting('gone down', ['name'], fallback)).toBe(fallback);
    expect(readSorting(undefined, ['name'], fallback)).toBe(fallback);
  });
});

describe('what waits and what needs a person', () => {
  test('only what is on its way is pending, oldest first', async () => {
    const trouble = await snapshotOf('trouble');
    expect(
      pendingBookings(trouble)
        .map((row) => row.state)
        .toSorted(),
    ).toEqual(['accepted', 'checking']);
    expect(bookingsNeedingYou(trouble).map((row) => row.state)).toEqual(['needs-you']);
  });
  test('a hold that has run out is not live', async () => {
    const well = await snapshotOf('well');
    expect(liveHolds(well, NOW)).toHaveLength(2);
    expect(liveHolds(well, asInstant(NOW + 2 * MINUTE))).toHaveLength(1);
  });
  test('a window that has lost touch says so, whatever the rows say', async () => {
    const well = await snapshotOf('well');
    expect(lightOf(well, NOW, true).state).toBe('in-step');
    expect(lightOf(well, NOW, false).state).toBe('unknown');
    const longAfter = asInstant(NOW + 20 * MINUTE);
    const read = { ...well.health['read'], lastSuccessAt: longAfter } as HealthRow;
    const waiting = { ...well, health: { ...well.health, read } };
    expect(lightOf(waiting, longAfter, true).words).toMatch(/^Late · 2 bookings waiting/);
    expect(readingLightOf(waiting, longAfter, true).state).toBe('in-step');
  });
  test('the list holds today and onward, and whatever is not settled', () => {
    const past = day('2026-11-20');
    const rows = [
      booking('a', 'confirmed'),
      booking('b', 'confirmed', { day: past }),
      booking('c', 'needs-you', { day: past }),
    ];
    expect(fromToday(rows, day('2026-11-23')).map((row) => row.id)).toEqual(['a', 'c']);
    expect(countByState(rows).get('confirmed')).toBe(2);
    const chosen = (states: ShownState[], typed: string) =>
      chooseBookings(rows, { states: new Set(states), typed }).map((row) => row.id);
    expect(chosen([], '')).toEqual(['a', 'b', 'c']);
    expect(chosen(['needs-you'], 'ada patel')).toEqual(['c']);
    expect(chosen([], 'zoe')).toEqual([]);
  });
});

describe('how a slot looks', () => {
  const slot = (status: DiarySlot['status'], isOffered = false) => ({
    status,
    offer: { slotId: asId<DiarySlot['id']>('s'), isOffered, hidden: [] },
  });
  const hold = { id: asId<HoldRow['id']>('h') };
  test.each([
    [slot('open', true), undefined, undefined, 'offered'],
    [slot('open'), undefined, undefined, 'open'],
    [slot('open'), undefined, hold, 'held'],
    [slot('booked'), undefined, undefined, 'booked-by-staff'],
    [slot('booked'), { state: 'confirmed' as const }, undefined, 'booked-online'],
    [slot('open'), { state: 'checking' as const }, undefined, 'booked-online'],
    [slot('open', true), { state: 'cancelled' as const }, undefined, 'offered'],
    [slot('booked'), { state: 'not-booked' as const }, undefined, 'booked-by-staff'],
    [slot('unknown'), undefined, undefined, 'unknown'],
    [slot('blocked'), undefined, hold, 'blocked'],
  ] as const)('%# %j', (one, own, held, look) => expect(lookOf(one, own, held)).toBe(look));
});

describe('what happened, in words', () => {
  const event = (kind: string, more: Partial<EventRow> = {}): EventRow => ({
    id: '1',
    at: NOW,
    kind,
    who: 'slotkeeper',
    subject: 'a',
    ...more,
  });
  const rows = { a: booking('a', 'confirmed') };
  test.each(COMMAND_STATES)(
    'a booking that became %s names the patient and never confirms what is not',
    (to) => {
      const { title, tone } = wordsOf(event('booking-moved', { to }), rows, 'EMIS Web');
      expect(title).toContain('Ada Example');
      expect(tone === 'ok').toBe(to === 'confirmed');
    },
  );
  test('a booking whose details are gone is still told', () => {
    expect(
      wordsOf(event('booking-moved', { to: 'confirmed', subject: 'gone' }), rows, 'EMIS Web').title,
    ).toBe('A patient booked');
  });
  test('switching says which way', () => {
    expect(
      wordsOf(
        event('slot-type-switched', { subject: 'Blood test', to: 'on', who: 'manager', why: 'Winter' }),
        {},
        'EMIS Web',
      ),
    ).toMatchObject({ title: 'Blood test switched on', detail: 'by the manager: Winter' });
    expect(
      wordsOf(event('slot-type-switched', { subject: 'Blood test', to: 'off' }), {}, 'EMIS Web').title,
    ).toBe('Blood test switched off');
  });
  test('what became of the database is told without a guess at why', () => {
    const aside = { subject: 'slotkeeper.db', why: 'It was the sample practice’s.' };
    expect(wordsOf(event('store-put-aside', aside), {}, 'EMIS Web')).toMatchObject({
      title: 'The database was put aside and a new one begun',
      detail: 'It was the sample practice’s.',
    });
    expect(wordsOf(event('notes-sealed', { subject: '3' }), {}, 'EMIS Web').title).not.toContain('3');
  });
  test('renamed? is a question for the manager, and its answer is told', () => {
    const names = { subject: 'GP phone', from: 'GP phone', to: 'GP telephone' };
    const asked = wordsOf(event('slot-type-maybe-renamed', { ...names, who: 'ehr' }), {}, 'SystmOne');
    expect(asked).toMatchObject({ tone: 'you', title: 'Was GP phone renamed?' });
    expect(asked.detail).toContain('GP telephone has come');
    const why = 'another type';
    const settled = wordsOf(
      event('slot-type-rename-settled', { ...names, who: 'manager', why }),
      {},
      'SystmOne',
    );
    expect(settled.title).toBe('GP phone and GP telephone: another type');
  });
  test('a kind that is not known yet is shown plainly', () => {
    expect(wordsOf(event('role-changed', { subject: 'manager' }), {}, 'EMIS Web').title).toBe(
      'role changed: manager',
    );
  });
  test('newest first, and the steps between are left out', () => {
    expect(
      newestFirst([
        event('x', { id: '9' }),
        event('x', { id: '10' }),
        event('x', { id: '11', at: asInstant(0) }),
      ]).map((one) => one.id),
    ).toEqual(['10', '9', '11']);
    expect(isWorthTelling(event('booking-moved', { to: 'sending' }))).toBe(false);
    expect(isWorthTelling(event('booking-moved', { to: 'received' }))).toBe(true);
  });
  test.each(BOOKING_STATES)('%s says what the patient was told', (state) => {
    const words = meaningOf({ state }, 'EMIS Web');
    expect(words).toMatch(/patient/);
    if (state !== 'confirmed') expect(words).not.toMatch(/^It is in EMIS Web/);
  });
  test('a day that is not there says why', () => {
    const title = (text: string) => unreadWords(day(text), day('2026-11-23'), 28, 'EMIS Web').title;
    expect(title('2026-11-22')).toBe('Sun 22 Nov has passed');
    expect(title('2026-12-22')).toBe('Tue 22 Dec is too far ahead');
    expect(title('2026-12-21')).toBe('Mon 21 Dec has not been read yet');
  });
});

describe('what switching does', () => {
  const preview = (more: Partial<SwitchPreview>): SwitchPreview => ({
    slotTypeId: asId('t'),
    isActive: true,
    appointments: 3,
    days: 2,
    byDay: [
      { day: day('2026-11-25'), appointments: 2 },
      { day: day('2026-11-24'), appointments: 1 },
    ],
    byClinician: [{ clinician: 'Dr A', appointments: 3 }],
    heldNow: 0,
    futureBookings: 1,
    ...more,
  });
  test('is added up over types by day and clinician', () => {
    const sum = sumPreviews(true, [preview({}), preview({ bookableInEhr: false })]);
    expect(sum).toMatchObject({
      appointments: 6,
      futureBookings: 2,
      notBookable: 1,
      byDay: [
        { day: '2026-11-24', appointments: 2 },
        { day: '2026-11-25', appointments: 4 },
      ],
      byClinician: [{ clinician: 'Dr A', appointments: 6 }],
    });
    expect(saySwitch(sum)).toBe('Switching on adds 6 appointments on 2 days.');
  });
  test('says one in the singular, and none plainly', () => {
    const one = preview({ appointments: 1, byDay: [{ day: day('2026-11-25'), appointments: 1 }] });
    expect(saySwitch(sumPreviews(false, [one]))).toBe('Switching off takes away 1 appointment on 1 day.');
    expect(saySwitch(sumPreviews(true, [preview({ appointments: 0, byDay: [] })]))).toMatch(
      /adds no appointment for now/,
    );
  });
});

describe('the chart of readings', () => {
  const reading = (id: string, startedAt: number, more: Partial<ReadingRow> = {}): ReadingRow => ({
    id,
    band: 'near',
    from: day('2026-11-23'),
    to: day('2026-11-24'),
    startedAt: asInstant(startedAt),
    durationMs: 500,
    sessions: 1,
    sessionsRead: 1,
    slotsRead: 1,
    slotsChanged: 0,
    ...more,
  });
  test('a dot is how long a change could have waited; failures make no dot, and the next one bears the gap', () => {
    const lost = reading('2', 30_000, { failure: failure('timed-out', 'No.') });
    const { dots, failures } = lagPoints([
      reading('3', 45_000),
      reading('1', 15_000),
      reading('0', 0),
      lost,
      reading('9', 20_000, { band: 'far' }),
    ]);
    expect(dots.map((dot) => [dot.id, dot.lagMs])).toEqual([
      ['1', 15_500],
      ['3', 30_500],
    ]);
    expect(failures).toEqual([{ id: '2', at: 30_000 }]);
  });
  test('heights grow with the lag and stay inside', () => {
    expect(heightOf(0)).toBe(0);
    expect(heightOf(24 * 60 * MINUTE)).toBe(1);
    expect(heightOf(10 * SECOND)).toBeLessThan(heightOf(PROMISE_MS));
  });
  test('a percentile of few says nothing', () => {
    const dots = Array.from({ length: 20 }, (_, i) => ({ id: String(i), at: NOW, lagMs: i }));
    expect(lagOf95(dots)).toBe(18);
    expect(lagOf95(dots.slice(1))).toBeUndefined();
  });
});

describe('a month', () => {
  test('begins on Monday and holds whole weeks', () => {
    const weeks = weeksOf(day('2026-11-23'));
    expect(weeks.map((week) => week[0])).toEqual([
      '2026-10-26',
      '2026-11-02',
      '2026-11-09',
      '2026-11-16',
      '2026-11-23',
      '2026-11-30',
    ]);
    expect(weeksOf(day('2027-02-10'))).toHaveLength(4);
  });
  test('keys move by day, week and month', () => {
    const from = day('2026-12-31');
    expect(['ArrowRight', 'ArrowUp', 'PageUp', 'PageDown', 'a'].map((key) => moveInMonth(from, key))).toEqual(
      ['2027-01-01', '2026-12-24', '2026-11-01', '2027-01-01', undefined],
    );
    expect(shiftMonth(day('2026-03-31'), -1)).toBe('2026-02-01');
  });
});
