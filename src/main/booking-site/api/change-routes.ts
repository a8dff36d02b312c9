/**
 * Cancelling, moving and taking back over the JSON API. Each is kept before it is answered, and the answer says only what the
 * diary has by then: who wants to know more waits (`Prefer: wait`) or asks for the booking again.
 */
import { Hono } from 'hono';
import type { Context } from 'hono';
import type { BookingSiteDeps } from '../deps.ts';
import { type Problem, invalidInput, problemOf, sendProblem } from '../http/problem.ts';
import type { WaitUntil } from '../wait-until.ts';
import { answerCancel, answerMove, changeProblem } from './answer-change.ts';
import { type AskedBooking, askedBooking, sayBooking } from './asked-booking.ts';
import { WORDS_OF_KEY, parseIdempotencyKey, parseWaitSeconds } from './asked-headers.ts';
import { moveBody, readBody } from './bodies.ts';
import { slotJson } from './slot-json.ts';
import { failure } from '#shared/domain/failure.ts';
import { SECOND } from '#shared/domain/time.ts';

interface ChangeDeps extends BookingSiteDeps {
  readonly waitUntil: WaitUntil;
}

const NOT_FOUND = problemOf(failure('not-found', 'Not found.'));
const ASK_AGAIN_MS = 2 * SECOND;
const TOO_LATE_TO_UNDO: Problem = {
  status: 409,
  code: 'too-late',
  title: 'It is too late to take this back',
  detail: 'It is on its way to the diary, or done. Ask for the booking.',
};

export function createChangeRoutes(deps: ChangeDeps): Hono {
  const api = new Hono();

  const answer = (c: Context, status: 200 | 201 | 202, asked: AskedBooking) => {
    if (status === 202) c.header('Retry-After', String(ASK_AGAIN_MS / SECOND));
    return c.json(sayBooking(asked, deps), status);
  };

  /** As it stands now, or once nothing of it is under way any more, where the caller wants to wait for that. */
  async function afterWaiting(c: Context, { booking, secret }: AskedBooking): Promise<AskedBooking> {
    const read = () => deps.readBooking(booking.id, secret) ?? booking;
    const seconds = parseWaitSeconds(c.req.header('prefer'));
    if (seconds > 0) {
      const isOver = () => deps.readChanges(read()).pending === undefined;
      await deps.waitUntil(isOver, seconds * SECOND, c.req.raw.signal);
      c.header('Preference-Applied', `wait=${seconds}`);
    }
    return { booking: read(), secret };
  }

  const saying = (problem: Problem, asked: AskedBooking): Problem => {
    const { id, status: bookingStatus, alternatives, alternativesKeptUntil } = sayBooking(asked, deps);
    return { ...problem, more: { id, bookingStatus, alternatives, alternativesKeptUntil } };
  };

  api.delete('/bookings/:id', async (c) => {
    const asked = askedBooking(c, deps);
    if (!asked) return sendProblem(c, NOT_FOUND);
    const taken = await deps.requestCancellation(asked.booking.id);
    if (!taken.ok) return sendProblem(c, changeProblem(taken.failure));
    const now = await afterWaiting(c, asked);
    const said = answerCancel(now.booking, deps.readChanges(now.booking));
    if (said.kind === 'problem') return sendProblem(c, saying(said.problem, now));
    return answer(c, said.status, now);
  });

  api.post('/bookings/:id/move', async (c) => {
    const asked = askedBooking(c, deps);
    if (!asked) return sendProblem(c, NOT_FOUND);
    const key = parseIdempotencyKey(c.req.header('idempotency-key'));
    if (!key.ok) return sendProblem(c, invalidInput([{ path: 'Idempotency-Key', detail: WORDS_OF_KEY }]));
    const body = await readBody(c, moveBody);
    if (!body.ok) return sendProblem(c, body.problem);
    const receipt = await deps.requestMove({
      bookingId: asked.booking.id,
      ...body.value,
      ...(key.key === undefined ? {} : { idempotencyKey: key.key }),
    });
    if (!receipt.ok) {
      const problem = changeProblem(receipt.failure);
      const isAboutTime = problem.status === 409 && problemOf(receipt.failure).status === 409;
      const more = isAboutTime ? { alternatives: deps.alternatives(body.value).map(slotJson) } : undefined;
      return sendProblem(c, more ? { ...problem, more } : problem);
    }
    const { bookingId, secret } = receipt.value;
    const made = deps.readBooking(bookingId, secret);
    if (!made) return sendProblem(c, problemOf(failure('unexpected', 'The booking cannot be read.')));
    const now = await afterWaiting(c, { booking: made, secret });
    const said = answerMove(now.booking, deps.readChanges(now.booking));
    if (said.kind === 'problem') return sendProblem(c, saying(said.problem, now));
    c.header('Location', `/api/bookings/${encodeURIComponent(bookingId)}`);
    return answer(c, said.status, now);
  });

  api.post('/bookings/:id/undo', async (c) => {
    const asked = askedBooking(c, deps);
    if (!asked) return sendProblem(c, NOT_FOUND);
    const { booking, secret } = asked;
    const taken = await deps.undo(booking.id);
    if (!taken.ok) {
      const isLate = taken.failure.kind === 'try-later' || taken.failure.kind === 'not-allowed';
      return sendProblem(c, isLate ? TOO_LATE_TO_UNDO : changeProblem(taken.failure));
    }
    return answer(c, 200, { booking: deps.readBooking(booking.id, secret) ?? booking, secret });
  });

  return api;
}
