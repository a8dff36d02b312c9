/**
 * The JSON API for other front ends. It parses, asks the core, and says the answer; whether a slot is offered or a
 * booking is made is decided elsewhere. What becomes of a booking afterwards is in change-routes.ts.
 */
import { Hono } from 'hono';
import type { BookingSiteDeps } from '../deps.ts';
import { addressOf, tooOften } from '../http/guard-requests.ts';
import { invalidInput, problemOf, sendProblem } from '../http/problem.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import type { WaitUntil } from '../wait-until.ts';
import { answerBooking } from './answer-booking.ts';
import { askedBooking, sayBooking } from './asked-booking.ts';
import { WORDS_OF_KEY, parseIdempotencyKey, parseWaitSeconds } from './asked-headers.ts';
import { bookingBody, holdBody, readBody } from './bodies.ts';
import { createChangeRoutes } from './change-routes.ts';
import type { EventStream } from './event-stream.ts';
import { instantOrNull, slotJson } from './slot-json.ts';
import { parseSlotsQuery } from './slots-window.ts';
import { type HoldId, asId } from '#shared/domain/ids.ts';
import { failure } from '#shared/domain/failure.ts';
import { SECOND, formatInstant } from '#shared/domain/time.ts';

interface ApiDeps extends BookingSiteDeps {
  readonly events: EventStream;
  readonly wrongIdentities: RateLimit;
  readonly waitUntil: WaitUntil;
}

const NOT_FOUND = problemOf(failure('not-found', 'Not found.'));
/** How soon a caller who was told *accepted* may ask again. */
const ASK_AGAIN_MS = 2 * SECOND;

export function createApiRoutes(deps: ApiDeps): Hono {
  const api = new Hono();

  api.get('/slot-types', (c) =>
    c.json({ slotTypes: deps.slotTypes().map(({ id, name }) => ({ id, name })) }),
  );

  api.get('/slots', (c) => {
    const { from, to, slotType } = c.req.query();
    const parsed = parseSlotsQuery({ from, to, slotType }, deps.slotTypes(), deps.clock.now());
    if (!parsed.ok) return sendProblem(c, invalidInput(parsed.errors));
    const { slots, asOf } = deps.offered(parsed.question);
    return c.json({ slots: slots.map(slotJson), asOf: instantOrNull(asOf) });
  });

  api.post('/holds', async (c) => {
    const body = await readBody(c, holdBody);
    if (!body.ok) return sendProblem(c, body.problem);
    const held = await deps.hold(body.value.slotId);
    if (!held.ok) {
      const alternatives = deps.alternatives(body.value).map(slotJson);
      return sendProblem(c, problemOf(held.failure, { alternatives }));
    }
    const { id, slotId, expiresAt } = held.value;
    return c.json({ id, slotId, expiresAt: formatInstant(expiresAt) }, 201);
  });

  api.delete('/holds/:id', async (c) => {
    await deps.releaseHold(asId<HoldId>(c.req.param('id')));
    return c.body(null, 204);
  });

  api.post('/bookings', async (c) => {
    const asked = parseIdempotencyKey(c.req.header('idempotency-key'));
    if (!asked.ok) {
      return sendProblem(c, invalidInput([{ path: 'Idempotency-Key', detail: WORDS_OF_KEY }]));
    }
    const wrongWaitMs = deps.wrongIdentities.peek(addressOf(c));
    if (wrongWaitMs > 0) return sendProblem(c, tooOften(wrongWaitMs));
    const body = await readBody(c, bookingBody);
    if (!body.ok) return sendProblem(c, body.problem);
    const receipt = await deps.requestBooking({
      ...body.value,
      ...(asked.key === undefined ? {} : { idempotencyKey: asked.key }),
    });
    if (!receipt.ok) {
      const isGone = problemOf(receipt.failure).status === 409;
      const alternatives = isGone ? deps.alternatives(body.value).map(slotJson) : undefined;
      return sendProblem(c, problemOf(receipt.failure, alternatives && { alternatives }));
    }
    const { bookingId, secret } = receipt.value;
    const waitSeconds = parseWaitSeconds(c.req.header('prefer'));
    if (waitSeconds > 0) {
      await deps.whenSettled(bookingId, waitSeconds * SECOND, c.req.raw.signal);
      c.header('Preference-Applied', `wait=${waitSeconds}`);
    }
    const booking = deps.readBooking(bookingId, secret);
    if (!booking) return sendProblem(c, problemOf(failure('unexpected', 'The booking cannot be read.')));
    const answer = answerBooking(booking);
    const json = sayBooking({ booking, secret }, deps);
    if (answer.kind === 'booking') {
      c.header('Location', `/api/bookings/${encodeURIComponent(bookingId)}`);
      if (answer.status === 202) c.header('Retry-After', String(ASK_AGAIN_MS / SECOND));
      return c.json(json, answer.status);
    }
    if (answer.problem.code === 'patient-not-matched') {
      deps.wrongIdentities.take(addressOf(c));
      // Nothing of the booking: a wrong number and a wrong date must answer alike.
      return sendProblem(c, answer.problem);
    }
    const { id, status: bookingStatus, alternatives, alternativesKeptUntil } = json;
    const more = { id, bookingStatus, alternatives, alternativesKeptUntil };
    return sendProblem(c, { ...answer.problem, more });
  });

  api.get('/bookings/:id', (c) => {
    const asked = askedBooking(c, deps);
    return asked ? c.json(sayBooking(asked, deps)) : sendProblem(c, NOT_FOUND);
  });

  api.route('/', createChangeRoutes(deps));

  api.get('/events', (c) => {
    const stream = deps.events.open(addressOf(c));
    if (!stream) {
      return sendProblem(c, {
        status: 503,
        code: 'too-many-listeners',
        title: 'Too many are listening',
        detail: 'Ask for the slots every few seconds instead.',
        retryAfterMs: 30 * SECOND,
      });
    }
    return c.body(stream, 200, { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
  });

  return api;
}
