// The move of reliability.md 4.6 as a saga: the new one is booked before the old one is let go, and no crash parts the two.
import { expect, test } from 'vitest';
import { type MoveMistake, checkMoveModel } from '../../support/outbox-move-model.ts';

test('a move never leaves the patient with nothing by our hand, nor with two unseen @hazard:H09 @hazard:H10', () => {
  const { violations, stuck, states, ends } = checkMoveModel();
  expect({ violations, stuck }).toEqual({ violations: {}, stuck: 0 });
  expect(states).toBeGreaterThan(50);
  expect(Object.keys(ends)).toEqual(expect.arrayContaining(['old', 'new', 'both']));
});

test.each<[MoveMistake, string]>([
  ['cancel-first', 'the patient has nothing'],
  ['second-half-later', 'holds two, and nobody sees it'],
  ['old-one-stands-unseen', 'holds two, and nobody sees it'],
  ['second-half-goes-on', 'the old one was let go for nothing'],
])('%s is found: %s', (mistake, wrong) => {
  expect(Object.keys(checkMoveModel(mistake).violations)).toContain(wrong);
});
