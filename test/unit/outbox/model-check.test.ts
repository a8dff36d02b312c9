// The machine of reliability.md section 4, checked exhaustively on the real decisions; and its seeded mistakes (section 7),
// each of which the check must find, or it proves nothing.
import { describe, expect, test } from 'vitest';
import { type ModelOptions, checkModel } from '../../support/outbox-model.ts';

const budgets = { crashes: 2, edits: 2, losses: 2 };
/** EMIS: an absence after doubt proves nothing. */
const emis: ModelOptions = {
  ...{ capacity: 1, provesNeverBooked: false, seesBookedSlots: true, saysNo: false, leavesTraces: false },
  budgets,
};
/** An EHR where a booking that was taken out can be seen to have been there. */
const telling: ModelOptions = { ...emis, provesNeverBooked: true, leavesTraces: true };
/** SystmOne: says no in its own words; equal parallel slots are one slot that holds several. */
const systmOne: ModelOptions = { ...emis, saysNo: true };
/** GP Connect: of booked slots only the patient's own are seen, cancelled ones included. */
const gpConnect: ModelOptions = { ...telling, seesBookedSlots: false, saysNo: true };

describe('the write-back machine @hazard:H01 @hazard:H03 @hazard:H04 @hazard:H05', () => {
  test.each([
    ['EMIS', emis],
    ['EMIS, two equal slots', { ...emis, capacity: 2 } as const],
    ['an EHR that proves absence', telling],
    ['an EHR that proves absence, two equal slots', { ...telling, capacity: 2 } as const],
    ['EMIS, larger budgets', { ...emis, budgets: { crashes: 3, edits: 3, losses: 3 } }],
    ['SystmOne', systmOne],
    ['SystmOne, two equal slots', { ...systmOne, capacity: 2 } as const],
    [
      'SystmOne, two equal slots, larger budgets',
      { ...systmOne, capacity: 2, budgets: { crashes: 3, edits: 3, losses: 3 } } as const,
    ],
    ['GP Connect', gpConnect],
    ['GP Connect, two equal slots', { ...gpConnect, capacity: 2 } as const],
    ['GP Connect, larger budgets', { ...gpConnect, budgets: { crashes: 3, edits: 3, losses: 3 } }],
    [
      'an EHR that proves absence, larger budgets',
      { ...telling, budgets: { crashes: 3, edits: 3, losses: 3 } },
    ],
  ] as const)('%s: no interleaving breaks a promise, and none gets stuck', (_name, options) => {
    const { violations, stuck, states, ends } = checkModel(options);
    expect({ violations, stuck }).toEqual({ violations: {}, stuck: 0 });
    expect(states).toBeGreaterThan(200);
    expect(ends.confirmed).toBeGreaterThan(0);
    expect(ends.conflict).toBeGreaterThan(0);
    expect(ends.review).toBeGreaterThan(0);
  });

  test.each([
    ['M1 blind retry, two equal slots', { ...telling, capacity: 2, mistake: 'blind-retry' }, 'booked twice'],
    [
      'M1 blind retry, one slot',
      { ...emis, mistake: 'blind-retry' },
      'booked again after the practice cancelled it',
    ],
    [
      'M2 intent not on disk, two equal slots',
      { ...emis, capacity: 2, mistake: 'intent-not-on-disk' },
      'booked twice',
    ],
    [
      'M2 intent not on disk, one slot',
      { ...emis, mistake: 'intent-not-on-disk' },
      'booked again after the practice cancelled it',
    ],
    [
      'M3 no settle time, two equal slots',
      { ...telling, capacity: 2, mistake: 'no-settle-time' },
      'booked twice',
    ],
    ['M3 no settle time, one slot', { ...emis, mistake: 'no-settle-time' }, 'told no, then booked'],
    [
      'M5 an answered no taken for failure, with blind retry',
      { ...emis, mistake: 'no-is-failure, blind-retry' },
      'told no, but booked',
    ],
    [
      'M6 an answered no taken for failure, without settle time',
      { ...telling, mistake: 'no-is-failure, no-settle-time' },
      'told no, but booked',
    ],
    [
      'M7 resent though an absence proves nothing',
      { ...emis, provesNeverBooked: true },
      'booked again after the practice cancelled it',
    ],
    [
      'a time-out taken for a no, two equal slots',
      { ...systmOne, capacity: 2, mistake: 'time-out-is-a-no' },
      'booked twice',
    ],
    [
      'a time-out taken for a no, SystmOne',
      { ...systmOne, mistake: 'time-out-is-a-no' },
      'told no, then booked',
    ],
    [
      'a time-out taken for a no, and then staff take the booking out',
      { ...systmOne, mistake: 'time-out-is-a-no' },
      'booked again after the practice cancelled it',
    ],
    [
      'a time-out taken for a no, GP Connect',
      { ...gpConnect, mistake: 'time-out-is-a-no' },
      'told no, then booked',
    ],
    [
      'M7 on GP Connect, were cancelled appointments not shown',
      { ...gpConnect, leavesTraces: false },
      'booked again after the practice cancelled it',
    ],
  ] as const)('%s is found', (_name, options, wrong) => {
    expect(Object.keys(checkModel(options, wrong).violations)).toContain(wrong);
  });

  test('M4 an answered no taken for failure holds with settle time and intent: they are two nets', () => {
    expect(checkModel({ ...emis, mistake: 'no-is-failure' }).violations).toEqual({});
  });
});
