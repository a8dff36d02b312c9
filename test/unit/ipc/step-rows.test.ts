// A connection test as the window shows it: the first failure is the one to mend, and nothing after it counts.
import { expect, test } from 'vitest';

import { failure } from '#shared/domain/failure.ts';
import { stepRows } from '../../../src/main/ipc/step-rows.ts';

test('what an answer proved has passed, and what none could prove is not known', () => {
  const steps = [{ step: 'sign-in' }, { step: 'may-book', isNotProven: true }] as const;
  expect(stepRows(steps, 'EMIS Web')).toEqual([
    { step: 'sign-in', state: 'passed' },
    { step: 'may-book', state: 'not-known' },
  ]);
});

test('the failure is told in our words with what to do, and what follows it was not tried', () => {
  const why = failure('not-signed-in', 'The token has run out.', { detail: 'HTTP 401' });
  const rows = stepRows(
    [{ step: 'reach-port' }, { step: 'sign-in', failure: why }, { step: 'read-diary', isNotProven: true }],
    'EMIS Web',
  );
  expect(rows.map(({ step, state }) => [step, state])).toEqual([
    ['reach-port', 'passed'],
    ['sign-in', 'failed'],
    ['read-diary', 'not-tried'],
  ]);
  expect(rows[1]).toMatchObject({
    message: expect.stringContaining('EMIS Web'),
    remedy: expect.stringContaining('credential'),
  });
});
