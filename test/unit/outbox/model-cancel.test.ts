// The cancellation of reliability.md 4.6, checked exhaustively on the real decisions; and its seeded mistakes, each of which
// the check must find, or it proves nothing.
import { describe, expect, test } from 'vitest';
import { type CancelModelOptions, checkCancelModel } from '../../support/outbox-cancel-model.ts';

const emis: CancelModelOptions = {
  ...{ isMove: false, saysNo: false },
  budgets: { crashes: 2, edits: 2, losses: 2 },
};
const larger = { crashes: 3, edits: 3, losses: 3 };

describe('the cancellation @hazard:H07 @hazard:H08', () => {
  test.each([
    ['EMIS', emis],
    ['EMIS, larger budgets', { ...emis, budgets: larger }],
    ['an EHR that says no', { ...emis, saysNo: true }],
    ['the second half of a move', { ...emis, isMove: true }],
    ['the second half of a move, larger budgets', { ...emis, isMove: true, saysNo: true, budgets: larger }],
  ] as const)('%s: no interleaving breaks a promise, and none gets stuck', (_name, options) => {
    const { violations, stuck, states, ends } = checkCancelModel(options);
    expect({ violations, stuck }).toEqual({ violations: {}, stuck: 0 });
    expect(states).toBeGreaterThan(300);
    expect(ends.confirmed).toBeGreaterThan(0);
    expect(ends.review).toBeGreaterThan(0);
    if (!options.isMove) expect(ends.conflict).toBeGreaterThan(0);
  });

  test.each([
    ['M2 intent not on disk', 'intent-not-on-disk', 'taken back, then cancelled'],
    ['M2 intent not on disk', 'intent-not-on-disk', 'told that it stands, then cancelled'],
    ['M3 no settle time', 'no-settle-time', 'told that it stands, then cancelled'],
    ['M5, M6 a time-out taken for a no', 'time-out-is-a-no', 'told that it stands, then cancelled'],
    ['taken back though it may have left', 'undo-when-sent', 'taken back, then cancelled'],
  ] as const)('%s is found (%s): %s', (_name, mistake, wrong) => {
    expect(Object.keys(checkCancelModel({ ...emis, mistake }, wrong).violations)).toContain(wrong);
  });
});
