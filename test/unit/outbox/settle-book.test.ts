// Every decision of the outbox as a table, and the promises that hold for all of them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Doubt,
  type SaidNo,
  type SettlePolicy,
  saidNoOf,
  settleAnswer,
  settlePreRead,
  settleReadBack,
} from '../../../src/main/outbox/book/settle-book.ts';
import {
  SIGHTINGS,
  type Sighting,
  type SoughtBooking,
  sightSlot,
} from '../../../src/main/outbox/sight-slot.ts';
import { whyNotSend } from '../../../src/main/outbox/book/still-allowed.ts';
import { mayMove } from '#shared/domain/command.ts';
import { failure } from '#shared/domain/failure.ts';
import { type EhrPatientId, asId } from '#shared/domain/ids.ts';
import { type PulledSlot, SLOT_STATUSES } from '#shared/domain/slot.ts';
import { MINUTE, asInstant, later } from '#shared/domain/time.ts';
import { sampleSlot, slotTypeId } from '../../support/store-samples.ts';

const patientId = asId<EhrPatientId>('4471');
const other = asId<EhrPatientId>('9');
const token = 'ABCDEFGH2345';
const note = `Online booking ${token}`;
const sought: SoughtBooking = {
  token,
  patientId,
  slotTypeId: slotTypeId('1'),
  startsAt: sampleSlot('A').startsAt,
};

describe('what a look at a slot proves', () => {
  test.each<[Sighting, Partial<PulledSlot>]>([
    ['open', { status: 'open' }],
    ['changed', { status: 'open', slotTypeId: slotTypeId('2') }],
    ['changed', { status: 'open', startsAt: later(sought.startsAt, MINUTE) }],
    ['open-with-traces', { status: 'open', note }],
    ['open-with-traces', { status: 'open', bookedFor: other }],
    ['ours', { status: 'booked', bookedFor: patientId, note }],
    ['ours', { status: 'unknown', bookedFor: patientId, note }],
    ['same-patient', { status: 'booked', bookedFor: patientId }],
    ['same-patient', { status: 'booked', bookedFor: patientId, note: 'Online booking ZZZZZZZZ9999' }],
    ['another-patient', { status: 'booked', bookedFor: other }],
    ['our-token-on-another-patient', { status: 'booked', bookedFor: other, note }],
    ['taken-unseen', { status: 'booked' }],
    ['taken-unseen', { status: 'booked', note }],
    ['withheld', { status: 'blocked' }],
    ['withheld', { status: 'embargoed' }],
    ['withheld', { status: 'unknown' }],
    ['was-ours', { status: 'unknown', note }],
  ])('%s: %j', (sighting, slot) => {
    expect(sightSlot({ ...sampleSlot('A'), ...slot }, sought)).toBe(sighting);
  });

  test('a slot that is not there is gone', () => expect(sightSlot(undefined, sought)).toBe('gone'));

  test('only our patient with our token is ours, and only an open slot without traces is open', () => {
    const anySlot = fc.record({
      status: fc.constantFrom(...SLOT_STATUSES),
      bookedFor: fc.option(fc.constantFrom(patientId, other), { nil: undefined }),
      note: fc.option(fc.constantFrom(note, 'something else', ''), { nil: undefined }),
    });
    fc.assert(
      fc.property(anySlot, ({ status, bookedFor, note: text }) => {
        const slot: PulledSlot = {
          ...sampleSlot('A'),
          status,
          ...(bookedFor !== undefined && { bookedFor }),
          ...(text !== undefined && { note: text }),
        };
        const sighting = sightSlot(slot, sought);
        const isHeld = status === 'booked' || status === 'unknown';
        expect(sighting === 'ours').toBe(isHeld && bookedFor === patientId && text === note);
        expect(sighting === 'open').toBe(status === 'open' && bookedFor === undefined && text !== note);
      }),
    );
  });
});

describe('the look before sending', () => {
  test.each<[Sighting, string]>([
    ['open', 'send'],
    ['ours', 'confirmed'],
    ['same-patient', 'confirmed'],
    ['another-patient', 'conflict'],
    ['our-token-on-another-patient', 'conflict'],
    ['taken-unseen', 'conflict'],
    ['open-with-traces', 'conflict'],
    ['changed', 'rejected'],
    ['withheld', 'rejected'],
    ['was-ours', 'rejected'],
    ['gone', 'rejected'],
  ])('%s: %s', (sighting, to) => {
    const settled = settlePreRead(sighting, { bookedSlots: true });
    expect(settled.kind === 'send' ? 'send' : settled.to).toBe(to);
    if (settled.kind === 'move') expect(mayMove('book', 'ready', settled.to)).toBe(true);
  });
});

test('where only free slots are shown, one that is gone before sending may be somebody’s: not free, with alternatives', () => {
  const settled = settlePreRead('gone', { bookedSlots: false });
  expect(settled).toMatchObject({ kind: 'move', to: 'conflict', failure: { kind: 'slot-not-free' } });
  expect(settlePreRead('withheld', { bookedSlots: false })).toMatchObject({ to: 'rejected' });
});

test('the answer of the EHR', () => {
  const why = failure('timed-out', 'No answer.');
  expect(settleAnswer({ class: 'applied' })).toBe('confirmed');
  expect(settleAnswer({ class: 'ambiguous', failure: why })).toBe('unknown');
  expect(settleAnswer({ class: 'not-applied', permanent: true, failure: why })).toBe('rejected');
  expect(settleAnswer({ class: 'not-applied', permanent: false, failure: why })).toBe('ready');
});

test('only an answer of the EHR itself is its no, and a record that is open is a no for now', () => {
  const timedOut = failure('timed-out', 'No answer.');
  const taken = failure('slot-taken', 'Taken.');
  const locked = failure('try-later', 'The record is open.');
  expect(saidNoOf({ class: 'ambiguous', failure: timedOut })).toBeUndefined();
  expect(saidNoOf({ class: 'not-applied', permanent: true, failure: taken })).toBeUndefined();
  expect(saidNoOf({ class: 'applied' })).toBeUndefined();
  expect(saidNoOf({ class: 'ambiguous', failure: taken, saidNo: true })).toBe('no');
  expect(saidNoOf({ class: 'ambiguous', failure: locked, saidNo: true })).toBe('not-now');
});

describe('reading back', () => {
  const policy: SettlePolicy = {
    settleMs: 60_000,
    agreeMs: 10_000,
    readBackEveryMs: 5_000,
    maxAttempts: 3,
    sees: { provesNeverBooked: false, bookedSlots: true },
  };
  const proving = { sees: { provesNeverBooked: true, bookedSlots: true } };
  const freeOnly = { sees: { provesNeverBooked: true, bookedSlots: false } };
  const agreed = (sighting: Sighting): Doubt => ({
    sinceSentMs: 75_000,
    before: { sighting, agoMs: 10_000 },
    attempts: 1,
    isBeforeDeadline: true,
    hasStarted: false,
  });
  const after = (sighting: Sighting, doubt: Doubt, more: Partial<SettlePolicy> = {}) => {
    const settled = settleReadBack(sighting, doubt, { ...policy, ...more });
    return settled.kind === 'move' ? settled.to : 'wait';
  };

  test.each<[Sighting, string, string]>([
    // seen twice, settled · EMIS, an EHR that proves absence
    ['ours', 'confirmed', 'confirmed'],
    ['our-token-on-another-patient', 'review', 'review'],
    ['another-patient', 'conflict', 'conflict'],
    ['open', 'review', 'ready'],
    ['open-with-traces', 'review', 'review'],
    ['same-patient', 'review', 'review'],
    ['taken-unseen', 'review', 'review'],
    ['changed', 'review', 'review'],
    ['withheld', 'review', 'review'],
    ['was-ours', 'review', 'review'],
    ['gone', 'review', 'review'],
  ])('%s twice: %s; where absence can be proven: %s', (sighting, to, whenProven) => {
    expect(after(sighting, agreed(sighting))).toBe(to);
    expect(after(sighting, agreed(sighting), proving)).toBe(whenProven);
  });

  test('sent no more after the third attempt, or past the deadline', () => {
    expect(after('open', { ...agreed('open'), attempts: 3 }, proving)).toBe('review');
    expect(after('open', { ...agreed('open'), isBeforeDeadline: false }, proving)).toBe('review');
  });

  test('gone, twice: not free where bookings are told by patient and ours cannot have been; else for a person', () => {
    const settled = settleReadBack('gone', agreed('gone'), { ...policy, ...freeOnly });
    expect(settled).toMatchObject({ to: 'conflict', failure: { kind: 'slot-not-free' } });
    const unproven = { sees: { provesNeverBooked: false, bookedSlots: false } };
    expect(after('gone', agreed('gone'), unproven)).toBe('review');
    expect(after('gone', { ...agreed('gone'), sinceSentMs: 10_000 }, freeOnly)).toBe('wait');
    // Past appointments are not told of: ours may be one of them.
    expect(after('gone', { ...agreed('gone'), hasStarted: true }, freeOnly)).toBe('review');
  });

  describe('after the EHR’s own no', () => {
    const said = (saidNo: SaidNo, sighting: Sighting, more: Partial<Doubt> = {}): Doubt => ({
      ...agreed(sighting),
      sinceSentMs: 11_000,
      saidNo,
      ...more,
    });

    test('the settle time is not waited for, the second look is', () => {
      const { before: _none, ...first } = said('no', 'open', { sinceSentMs: 0 });
      const wait = { kind: 'wait', waitMs: policy.agreeMs, counts: true };
      expect(settleReadBack('another-patient', first, policy)).toEqual(wait);
      expect(after('another-patient', said('no', 'another-patient'))).toBe('conflict');
      expect(after('gone', said('no', 'gone'), freeOnly)).toBe('conflict');
      expect(after('ours', said('no', 'ours'))).toBe('confirmed'); // its no was about an earlier yes
    });

    test('a slot that is open may be asked for again, also where an absence proves nothing', () => {
      expect(after('open', said('no', 'open'))).toBe('ready');
      expect(after('open', said('no', 'open', { attempts: 3 }))).toBe('review');
      expect(after('open', said('no', 'open', { isBeforeDeadline: false }))).toBe('review');
      expect(after('open-with-traces', said('no', 'open-with-traces'))).toBe('review');
    });

    test('a record that is only open just now is waited for until the deadline, ever less often', () => {
      const waits = [1, 2, 5, 6, 40].map((attempts) =>
        settleReadBack('open', said('not-now', 'open', { attempts }), policy),
      );
      expect(waits.map((settled) => settled.kind === 'move' && settled.to)).toEqual(Array(5).fill('ready'));
      expect(waits.map(({ waitMs }) => waitMs)).toEqual([10_000, 20_000, 50_000, 60_000, 60_000]);
      expect(after('open', said('not-now', 'open', { isBeforeDeadline: false }))).toBe('review');
    });

    test('reception reads that the diary refused, not that no answer came', () => {
      const settled = settleReadBack('open', said('no', 'open', { attempts: 3 }), policy);
      expect(settled.kind === 'move' && settled.failure?.message).toMatch(/refused/);
    });
  });

  test('a no needs the settle time, two readings, the same sight and time between them', () => {
    const doubts = fc.record({
      sighting: fc.constantFrom(...SIGHTINGS),
      sinceSentMs: fc.integer({ min: 0, max: 200_000 }),
      before: fc.option(
        fc.record({ sighting: fc.constantFrom(...SIGHTINGS), agoMs: fc.integer({ min: 0, max: 60_000 }) }),
        { nil: undefined },
      ),
      attempts: fc.integer({ min: 1, max: 4 }),
      isBeforeDeadline: fc.boolean(),
      hasStarted: fc.boolean(),
      saidNo: fc.constantFrom<(SaidNo | undefined)[]>(undefined, 'no', 'not-now'),
      provesNeverBooked: fc.boolean(),
      bookedSlots: fc.boolean(),
    });
    fc.assert(
      fc.property(doubts, ({ sighting, provesNeverBooked, bookedSlots, before, saidNo, ...rest }) => {
        const settled = settleReadBack(
          sighting,
          { ...rest, ...(before && { before }), ...(saidNo && { saidNo }) },
          { ...policy, sees: { provesNeverBooked, bookedSlots } },
        );
        if (settled.kind === 'wait') {
          expect(settled.waitMs).toBeGreaterThan(0);
          expect(settled.waitMs).toBeLessThanOrEqual(policy.agreeMs);
          if (settled.counts && !saidNo) expect(rest.sinceSentMs).toBeGreaterThanOrEqual(policy.settleMs);
          return;
        }
        expect(mayMove('book', 'unknown', settled.to)).toBe(true);
        if (settled.to === 'confirmed') expect(sighting).toBe('ours');
        if (sighting === 'ours' || sighting === 'our-token-on-another-patient') return;
        if (!saidNo) expect(rest.sinceSentMs).toBeGreaterThanOrEqual(policy.settleMs);
        expect(before?.sighting).toBe(sighting);
        expect(before?.agoMs).toBeGreaterThanOrEqual(policy.agreeMs);
        if (settled.to === 'ready')
          expect([provesNeverBooked || saidNo !== undefined, sighting]).toEqual([true, 'open']);
      }),
    );
  });
});

test('the last question before sending', () => {
  const slot = sampleSlot('A');
  const active = new Set([slot.slotTypeId]);
  const deadline = asInstant(1_000);
  expect(whyNotSend({ deadline }, slot, active, asInstant(999))).toBeUndefined();
  expect(whyNotSend({ deadline }, slot, active, deadline)?.to).toBe('expired');
  expect(whyNotSend({ deadline }, slot, new Set(), asInstant(0))?.to).toBe('rejected');
});
