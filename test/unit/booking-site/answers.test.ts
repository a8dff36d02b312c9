// What callers and patients are told for each state: never *yes* before the diary has it, never *no* when it may have it.
import { describe, expect, it } from 'vitest';
import { answerBooking } from '../../../src/main/booking-site/api/answer-booking.ts';
import { parseIdempotencyKey, parseWaitSeconds } from '../../../src/main/booking-site/api/asked-headers.ts';
import { problemOf } from '../../../src/main/booking-site/http/problem.ts';
import { withoutNhsTypeface } from '../../../src/main/booking-site/asset-files.ts';
import { BOOKING_STATES } from '#shared/domain/booking.ts';
import { FAILURE_KINDS, failure } from '#shared/domain/failure.ts';

const statusOf = (answer: ReturnType<typeof answerBooking>) =>
  answer.kind === 'booking' ? answer.status : answer.problem.status;

describe('answerBooking', () => {
  it('says 201 for confirmed alone, and no only when it is certain', () => {
    expect(BOOKING_STATES.map((state) => [state, statusOf(answerBooking({ state }))])).toEqual([
      ['accepted', 202],
      ['checking', 202],
      ['confirmed', 201],
      ['cancelling', 202],
      ['not-booked', 409],
      ['cancelled', 409],
      ['needs-you', 202],
    ]);
  });

  it('says nothing of the slot when it is about the patient', () => {
    const notMatched = failure('patient-not-matched', 'Internal words.');
    expect(answerBooking({ state: 'not-booked', failure: notMatched })).toMatchObject({
      problem: { status: 422, code: 'patient-not-matched' },
    });
  });
});

describe('problemOf', () => {
  it('has words for every kind of failure and repeats none of the internal ones', () => {
    for (const kind of FAILURE_KINDS) {
      const problem = problemOf(failure(kind, 'INTERNAL', { detail: 'INTERNAL' }));
      expect(problem.status).toBeGreaterThanOrEqual(400);
      expect(JSON.stringify(problem)).not.toContain('INTERNAL');
    }
  });
});

describe('asked headers', () => {
  it.each([
    [undefined, 0],
    ['wait=10', 10],
    ['respond-async, wait=7', 7],
    ['WAIT = "5"', 5],
    ['wait=10; foo=bar', 10],
    ['wait=99999', 30],
    ['wait=-1', 0],
    ['wait=ten', 0],
    ['await=10', 0],
  ])('Prefer: %s waits %i seconds', (prefer, seconds) => {
    expect(parseWaitSeconds(prefer)).toBe(seconds);
  });

  it.each([
    [undefined, { ok: true }],
    ['abc-123', { ok: true, key: 'abc-123' }],
    ['"abc-123"', { ok: true, key: 'abc-123' }],
    ['', { ok: false }],
    ['two words', { ok: false }],
    ['x'.repeat(201), { ok: false }],
  ])('Idempotency-Key: %s', (header, expected) => {
    expect(parseIdempotencyKey(header)).toEqual(expected);
  });
});

it('takes the NHS typeface out of the style sheet, and leaves the rest', () => {
  const css =
    '@font-face{font-family:"Frutiger W01";src:url("https://assets.nhs.uk/a.woff2")}html{font-family:"Frutiger W01",arial,sans-serif}a{color:red}';
  expect(withoutNhsTypeface(css)).toBe('html{font-family:arial,sans-serif}a{color:red}');
});
