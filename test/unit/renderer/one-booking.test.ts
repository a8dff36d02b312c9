// What is said of one booking and what may be done with it: what waits and why, what the patient was told, what can be undone.
import { describe, expect, test } from 'vitest';

import type { MoveChoice } from '#shared/contract/bookings.ts';
import type { BookingRow, EventRow, HealthRow } from '#shared/contract/rows.ts';
import { ENDED_BY } from '#shared/domain/booking.ts';
import { COMMAND_STATES } from '#shared/domain/command.ts';
import { failure } from '#shared/domain/failure.ts';
import { asId } from '#shared/domain/ids.ts';
import { NOTICE_KINDS } from '#shared/domain/notice.ts';
import { type LocalDay, MINUTE, SECOND, asInstant, later } from '#shared/domain/time.ts';
import { isWorthTelling, wordsOf } from '../../../src/renderer/features/live-bookings/event-words.ts';
import { mayCancel, mayChange, undoableOf } from '../../../src/renderer/features/one-booking/booking-acts.ts';
import { meaningOf, toldWords } from '../../../src/renderer/features/one-booking/booking-words.ts';
import { groupChoices } from '../../../src/renderer/features/one-booking/group-choices.ts';
import { pendingWords } from '../../../src/renderer/features/one-booking/pending-words.ts';
import { verdictWords } from '../../../src/renderer/features/one-booking/verdict-words.ts';
import { endedWordOf, shownStateOf } from '../../../src/renderer/ui/shown-state.ts';

const NOW = asInstant(Date.UTC(2026, 10, 23, 10, 42, 20));
const EHR = 'SystmOne';
const id = (text: string) => asId<BookingRow['id']>(text);

const row = (more: Partial<BookingRow> = {}): BookingRow => ({
  id: id('a'),
  slotId: asId('s'),
  day: '2026-11-24' as LocalDay,
  startsAt: later(NOW, 24 * 60 * MINUTE),
  durationMin: 10,
  slotTypeName: 'GP telephone',
  sessionName: 'Morning surgery',
  clinicianName: 'Dr A Patel',
  siteName: 'Main Surgery',
  patientName: 'Ada Example',
  state: 'confirmed',
  createdAt: later(NOW, -5 * MINUTE),
  stateAt: later(NOW, -4 * MINUTE),
  ...more,
});
const pending = (more: Partial<NonNullable<BookingRow['pending']>> = {}) => ({
  kind: 'book' as const,
  since: later(NOW, -20 * SECOND),
  attempts: 0,
  nextTryAt: NOW,
  ...more,
});
const write = (more: Partial<HealthRow> = {}): HealthRow => ({
  id: 'write',
  part: 'write',
  state: 'in-step',
  since: NOW,
  failuresInARow: 0,
  ...more,
});
const line = (booking: BookingRow, health?: HealthRow) =>
  pendingWords({ booking, ehr: EHR, write: health, now: NOW }).join(' · ');

describe('what waits, and why', () => {
  test('says what waits since when, what stands in its way and when it is tried next', () => {
    const booking = row({
      state: 'accepted',
      failure: failure('not-open', 'Nobody is logged on.'),
      pending: pending({ nextTryAt: later(NOW, 20 * SECOND) }),
    });
    expect(line(booking)).toBe(
      'Waiting to be written to SystmOne since 10:42 · SystmOne is not open on this PC · next try in 20 s',
    );
  });
  test('a cancellation waits to be taken out, and says while it can be undone', () => {
    const until = later(NOW, 8 * SECOND);
    const booking = row({
      state: 'cancelling',
      pending: pending({ kind: 'cancel', nextTryAt: until, undoUntil: until }),
    });
    expect(line(booking)).toBe(
      'Waiting to be taken out of SystmOne since 10:42 · Held back so that it can be undone · sent in 8 s',
    );
  });
  test('while writing is out nothing is tried before its own next try, and the cause is said', () => {
    const out = write({
      state: 'not-in-step',
      failure: failure('not-signed-in', 'No.'),
      nextTryAt: later(NOW, 45 * SECOND),
    });
    expect(line(row({ state: 'accepted', pending: pending() }), out)).toMatch(
      /sign-in refused · next try in 45 s$/,
    );
  });
  test('what was sent and is looked for says so, and how often', () => {
    const booking = row({ state: 'checking', pending: pending({ attempts: 2 }) });
    expect(line(booking, write())).toBe(
      'Sent, and SystmOne may have it: being looked for, asked for 10:42 · sent 2 times · being tried now',
    );
  });
  test('the new half of a move is called a move; nothing pending says nothing', () => {
    expect(line(row({ state: 'accepted', replaces: id('old'), pending: pending() }))).toMatch(
      /^The move is waiting to be written/,
    );
    expect(line(row())).toBe('');
  });
});

describe('what may be done', () => {
  test('only what stands, has not begun and has nothing on its way can be cancelled or moved', () => {
    expect(mayChange(row(), NOW)).toBe(true);
    expect(mayCancel(row({ replacedBy: id('b') }), NOW)).toBe(true);
    const not: readonly Partial<BookingRow>[] = [
      { state: 'accepted', pending: pending() },
      { state: 'cancelling', pending: pending({ kind: 'cancel' }) },
      { state: 'needs-you' },
      { state: 'cancelled' },
      { replacedBy: id('b') },
      { startsAt: NOW },
    ];
    expect(not.filter((more) => mayChange(row(more), NOW))).toEqual([]);
  });
  test('undo takes back a booking, a cancellation, or a move from either of its bookings', () => {
    const until = later(NOW, 8 * SECOND);
    const own = pending({ undoUntil: until });
    expect(undoableOf(row({ state: 'accepted', pending: own }), {})?.what).toBe('booking');
    const cancelling = row({ state: 'cancelling', pending: { ...own, kind: 'cancel' } });
    expect(undoableOf(cancelling, {})).toEqual({ bookingId: 'a', what: 'cancellation', until });
    const old = row({ replacedBy: id('b') });
    const fresh = row({ id: id('b'), state: 'accepted', replaces: id('a'), pending: own });
    const both = { a: old, b: fresh };
    const move = { bookingId: 'b', what: 'move', until };
    expect(undoableOf(old, both)).toEqual(move);
    expect(undoableOf(fresh, both)).toEqual(move);
  });
  test('once it is sent there is nothing to undo, nor when the new half of a move is being cancelled', () => {
    expect(undoableOf(row({ state: 'accepted', pending: pending() }), {})).toBeUndefined();
    const fresh = row({
      id: id('b'),
      state: 'cancelling',
      pending: pending({ kind: 'cancel', undoUntil: NOW }),
    });
    expect(undoableOf(row({ replacedBy: id('b') }), { b: fresh })).toBeUndefined();
  });
});

describe('states in words', () => {
  test('what is being replaced is moving until it is gone', () => {
    const replacedBy = id('b');
    expect(shownStateOf({ state: 'confirmed', replacedBy })).toBe('moving');
    expect(shownStateOf({ state: 'cancelling', replacedBy })).toBe('moving');
    expect(shownStateOf({ state: 'needs-you', replacedBy })).toBe('needs-you');
    const both = { state: 'confirmed', replacedBy, standsBeside: replacedBy } as const;
    expect(shownStateOf(both)).toBe('confirmed');
    expect(meaningOf(both, 'EMIS Web')).toContain('the patient has both');
    // Cancelled by its patient meanwhile, it goes whatever comes of the new one.
    const wanted = pending({ kind: 'cancel', by: 'patient' });
    expect(shownStateOf({ state: 'cancelling', replacedBy, pending: wanted })).toBe('cancelling');
    const leg = pending({ kind: 'cancel', by: 'move' });
    expect(shownStateOf({ state: 'cancelling', replacedBy, pending: leg })).toBe('moving');
    expect(shownStateOf({ state: 'cancelling' })).toBe('cancelling');
  });
  test('cancelled says by whom', () => {
    expect(ENDED_BY.map((endedBy) => endedWordOf({ state: 'cancelled', endedBy }))).toEqual([
      'Cancelled by patient',
      'Cancelled by reception',
      'Cancelled by practice',
      'Moved',
    ]);
    expect(endedWordOf({ state: 'confirmed' })).toBeUndefined();
    const meanings = ENDED_BY.map((endedBy) => meaningOf({ state: 'cancelled', endedBy }, EHR));
    expect(new Set(meanings).size).toBe(ENDED_BY.length);
  });
  test('never calls a cancellation done that is on its way or cannot be proven', () => {
    expect(meaningOf({ state: 'cancelling' }, EHR)).toMatch(/^Still in SystmOne/);
    expect(meaningOf({ state: 'confirmed', replacedBy: id('b') }, EHR)).toMatch(/^Still in SystmOne/);
    expect(meaningOf({ state: 'needs-you', unproven: 'cancel' }, EHR)).toMatch(/cannot prove that it is out/);
  });
  test.each(NOTICE_KINDS)('told: %s', (kind) => {
    const at = later(NOW, -2 * MINUTE);
    expect(toldWords({ kind, at }, NOW)).toMatch(/ · 10:40, on their page$/);
    expect(toldWords({ kind, at, deliveredAt: NOW }, NOW)).toMatch(/ · 10:40, message sent 10:42$/);
  });
  test('a verdict says the same as its button for a booking and for a cancellation', () => {
    expect(verdictWords('book', 'in-diary', EHR)).toBe('It is in SystmOne');
    expect(verdictWords('cancel', 'not-in-diary', EHR)).toBe('It is out of SystmOne');
    expect(verdictWords('cancel', 'try-again', EHR)).toBe('Try once more to cancel it');
  });
});

describe('what it could be moved to', () => {
  const choice = (day: string, minutes: number, clinicianName = 'Dr A Patel'): MoveChoice => ({
    slotId: asId(`${day} ${minutes} ${clinicianName}`),
    day: day as LocalDay,
    startsAt: asInstant(Date.parse(`${day}T00:00:00Z`) + minutes * MINUTE),
    durationMin: 10,
    slotTypeName: 'GP telephone',
    clinicianName,
    siteName: 'Main Surgery',
  });
  const two = [choice('2026-11-25', 540), choice('2026-11-24', 600), choice('2026-11-24', 540, 'Dr B Rees')];
  test('stands by day, each day by its clock', () => {
    const { days, found, left } = groupChoices(two, '');
    expect(days.map(({ day, choices }) => [day, choices.length])).toEqual([
      ['2026-11-24', 2],
      ['2026-11-25', 1],
    ]);
    expect(days[0]?.choices[0]?.clinicianName).toBe('Dr B Rees');
    expect([found, left]).toEqual([3, 0]);
  });
  test('is found by day, time, clinician and site', () => {
    const found = (typed: string) => groupChoices(two, typed).found;
    expect([found('rees'), found('tue 24'), found('09:00'), found('main'), found('zoe')]).toEqual([
      1, 2, 2, 3, 0,
    ]);
  });
  test('says how many more there are than anybody reads', () => {
    const many = Array.from({ length: 200 }, (_, i) => choice('2026-11-24', i));
    expect(groupChoices(many, '')).toMatchObject({ found: 200, left: 120 });
  });
});

describe('what happened to it', () => {
  const event = (more: Partial<EventRow>): EventRow => ({
    id: '1',
    at: NOW,
    kind: 'cancellation-moved',
    who: 'patient',
    subject: 'a',
    ...more,
  });
  const said = (more: Partial<EventRow>) => wordsOf(event(more), { a: row() }, EHR);
  test.each(COMMAND_STATES)('a cancellation that became %s is told with the patient’s name', (to) => {
    const { title, tone } = said({ to });
    expect(title).toContain('Ada Example');
    expect(tone === 'you').toBe(to === 'review');
  });
  test('says who asked to cancel', () => {
    expect(said({ to: 'ready' }).title).toBe('Ada Example asked to cancel');
    expect(said({ to: 'ready', who: 'reception' }).title).toBe('Ada Example: reception is cancelling');
    expect(said({ to: 'ready', who: 'slotkeeper' }).title).toMatch(/old appointment/);
  });
  test('the new half of a move is told as a move', () => {
    const said = (to: string) =>
      wordsOf(event({ kind: 'booking-moved', to }), { a: row({ replaces: id('old') }) }, EHR).title;
    expect(['received', 'confirmed', 'conflict', 'undone'].map(said)).toEqual([
      'Ada Example: to be moved here',
      'Ada Example moved here',
      'Could not move Ada Example; the old one stands',
      'Ada Example: move taken back',
    ]);
  });
  test('only the beginning and the end of a cancellation are worth telling', () => {
    expect(isWorthTelling(event({ to: 'ready' }))).toBe(true);
    expect(isWorthTelling(event({ from: 'sending', to: 'ready' }))).toBe(false);
    expect(isWorthTelling(event({ from: 'ready', to: 'sending' }))).toBe(false);
    expect(isWorthTelling(event({ from: 'sending', to: 'confirmed' }))).toBe(true);
  });
  test('a failure’s kind is put into words, a person’s words stand as they are', () => {
    expect(said({ to: 'rejected', why: 'not-open' }).detail).toMatch(/SystmOne is not open on this PC$/);
    const asked = said({ kind: 'booking-change-asked', who: 'reception', to: 'move', why: 'Clinic is off' });
    expect(asked.title).toBe('Ada Example: reception wants it moved');
    expect(asked.detail).toMatch(/Clinic is off$/);
  });
  test('staff’s marks and shifts are told', () => {
    expect(said({ kind: 'booking-attended', to: 'did-not-attend' }).title).toBe(
      'Ada Example: did not attend',
    );
    expect(said({ kind: 'booking-attended' }).title).toMatch(/mark taken off/);
    expect(said({ kind: 'booking-shifted' }).title).toBe('Ada Example: moved by staff in SystmOne');
    expect(said({ kind: 'booking-settled', to: 'in-diary' }).title).toBe('Ada Example: settled by hand');
    expect(said({ kind: 'booking-closed', who: 'slotkeeper' }).title).toMatch(/^Ada Example: closed without/);
  });
});
