/** What a booking came to when the connector does not answer in time: doubt, but for one that never left its queue. */
import { expect, test } from 'vitest';

import { failure } from '#shared/domain/failure.ts';
import { SECOND, asInstant } from '#shared/domain/time.ts';

import { type Send, sendOnce } from '../../../src/main/outbox/send-once.ts';
import type { WriteAnswer } from '../../../src/main/ports/ehr-diary.ts';
import { settableClock } from '../../support/settable-clock.ts';

/** Sends nothing until its signal aborts; then it says what it has to say. */
const waitsThenSays =
  (said: WriteAnswer | 'nothing'): Send =>
  ({ signal }) =>
    new Promise((resolve) => {
      signal?.addEventListener('abort', () => said !== 'nothing' && resolve(said));
    });

const stopped = failure('stopped', 'The request was given up before it was sent.');

async function send(sending: Send, writeSignal = new AbortController().signal) {
  const clock = settableClock(asInstant(0));
  const settings = { settleSeconds: 60, requestTimeoutSeconds: 15 };
  const answer = sendOnce(sending, {
    clock,
    settings,
    writeSignal,
    failpoint: async () => undefined,
  });
  await clock.advance(60 * SECOND);
  return answer;
}

test('a connector that is still queueing says so, and is believed: nothing was sent', async () => {
  const inQueue: WriteAnswer = { class: 'not-applied', permanent: false, failure: stopped };
  expect(await send(waitsThenSays(inQueue))).toEqual(inQueue);
});

test('one that has sent it and hears nothing is in doubt', async () => {
  const underWay: WriteAnswer = { class: 'ambiguous', failure: stopped };
  expect(await send(waitsThenSays(underWay))).toEqual(underWay);
});

test('one that says nothing even then is in doubt, past the limit', async () => {
  expect(await send(waitsThenSays('nothing'))).toMatchObject({
    class: 'ambiguous',
    failure: { kind: 'timed-out', detail: 'past the limit of the request' },
  });
});

test('asked to stop, doubt tells that this was why', async () => {
  expect(await send(waitsThenSays('nothing'), AbortSignal.abort())).toMatchObject({
    class: 'ambiguous',
    failure: { detail: 'given up while stopping' },
  });
});
