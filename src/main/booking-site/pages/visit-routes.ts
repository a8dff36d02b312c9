/**
 * From a held time to a booking: who, what about, check, book. Each step looks first whether the visit and its hold are
 * still there; a hold that ran out is taken again if it can be, so that a slow typist loses nothing but the clock.
 */
import { Hono } from 'hono';
import type { Context } from 'hono';
import { MOST_REASON_CHARS } from '../api/bodies.ts';
import { privateLink } from '../api/slot-json.ts';
import { addressOf } from '../http/guard-requests.ts';
import { problemOf } from '../http/problem.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import type { Visit } from '../visits.ts';
import { timesAddress, visitAddress } from './addresses.ts';
import { type PageDeps, nextStep } from './choose-routes.ts';
import {
  cannotCheck,
  checkPage,
  generalTrouble,
  notMatched,
  reasonPage,
  tooManyTries,
  whoPage,
} from './details-pages.ts';
import { checkIdentity } from './identity-form.ts';
import { browserOf, readForm } from './show-page.ts';
import { atOnce, cannotSave, holdOverPage, visitLostPage } from './trouble-pages.ts';
import type { Failure } from '#shared/domain/failure.ts';
import { SECOND, dayOf } from '#shared/domain/time.ts';

interface VisitDeps extends PageDeps {
  readonly wrongIdentities: RateLimit;
}

const NOTHING_TYPED = { nhsNumber: '', day: '', month: '', year: '' };
/** Most bookings are in the diary by then, and the patient's next page says so at once. */
const WAIT_AFTER_BOOKING_MS = 4 * SECOND;

export function createVisitRoutes(deps: VisitDeps): Hono {
  const { clock, practice, show, visits } = deps;
  const pages = new Hono();
  const ended = (visit: Visit) => visit.hold.expiresAt <= clock.now();

  type Step = (c: Context, visit: Visit) => Response | Promise<Response>;
  /** The visit of the address with its hold alive, or the page that says why not. */
  const withVisit = (step: Step) => async (c: Context) => {
    const visit = visits.find(browserOf(c), c.req.param('visit') ?? '');
    if (!visit) return show(c, visitLostPage(practice), 404);
    if (visit.receipt) return c.redirect(privateLink(visit.receipt.bookingId, visit.receipt.secret), 303);
    if (!ended(visit)) return step(c, visit);
    const renewed = await holdAgain(visit);
    if (!renewed) return showHoldOver(c, visit);
    // A page asked for again moves to the new visit; a form that was sent goes on with what it carries.
    return c.req.method === 'GET'
      ? c.redirect(visitAddress(renewed.id, nextStep(renewed.details)), 303)
      : step(c, renewed);
  };

  async function holdAgain(visit: Visit): Promise<Visit | undefined> {
    const held = await deps.hold(visit.slot.id);
    if (!held.ok) return undefined;
    const renewed = visits.open(visit.browser, visit.slot, held.value, visit.details);
    visits.forget(visit);
    return renewed;
  }

  const showHoldOver = (c: Context, visit: Visit) =>
    show(
      c,
      holdOverPage(practice, {
        others: deps.alternatives({ slotId: visit.slot.id }),
        today: dayOf(clock.now()),
        visit: visit.id,
        moreTimes: timesAddress(visit.slot.slotTypeId, visit.slot.day, visit.id),
      }),
      409,
    );

  pages.get(
    '/visits/:visit/who',
    withVisit((c, visit) => {
      const typed = visit.details.typed ?? NOTHING_TYPED;
      return show(c, whoPage({ visit, now: clock.now(), typed, troubles: [] }));
    }),
  );

  pages.post(
    '/visits/:visit/who',
    withVisit(async (c, visit) => {
      const typed = await readForm(c, ['nhsNumber', 'day', 'month', 'year']);
      const { identity: _before, ...rest } = visit.details;
      visits.setDetails(visit, { ...rest, typed });
      const now = clock.now();
      const checked = checkIdentity(typed, dayOf(now));
      if (!checked.ok) {
        return show(c, whoPage({ visit, now, typed, troubles: checked.troubles }), 422);
      }
      const address = addressOf(c);
      if (deps.wrongIdentities.peek(address) > 0) {
        const general = tooManyTries(practice);
        return show(c, whoPage({ visit, now, typed, troubles: [], general }), 429);
      }
      const found = await deps.identify(checked.identity);
      if (!found.ok) {
        if (found.failure.kind === 'patient-not-matched') deps.wrongIdentities.take(address);
        const { general, status } = identityRefusal(found.failure);
        return show(c, whoPage({ visit, now, typed, troubles: [], general }), status);
      }
      visits.setDetails(visit, { ...rest, typed, identity: checked.identity });
      return c.redirect(visitAddress(visit.id, rest.reason === undefined ? 'reason' : 'check'), 303);
    }),
  );

  function identityRefusal({ kind }: Failure) {
    if (kind === 'patient-not-matched') return { general: notMatched(practice), status: 422 } as const;
    if (kind === 'too-many-tries') return { general: tooManyTries(practice), status: 429 } as const;
    return { general: cannotCheck(practice), status: 503 } as const;
  }

  pages.get(
    '/visits/:visit/reason',
    withVisit((c, visit) =>
      visit.details.identity
        ? show(c, reasonPage(visit, clock.now()))
        : c.redirect(visitAddress(visit.id, 'who'), 303),
    ),
  );

  pages.post(
    '/visits/:visit/reason',
    withVisit(async (c, visit) => {
      const { reason } = await readForm(c, ['reason']);
      const words = reason.replaceAll(/\s+/g, ' ').trim();
      if (words.length > MOST_REASON_CHARS) {
        const trouble = `What it is about must be ${MOST_REASON_CHARS} characters or fewer. You have ${words.length}.`;
        return show(c, reasonPage(visit, clock.now(), trouble, reason), 422);
      }
      visits.setDetails(visit, { ...visit.details, reason: words });
      return c.redirect(visitAddress(visit.id, nextStep(visit.details)), 303);
    }),
  );

  pages.get(
    '/visits/:visit/check',
    withVisit((c, visit) =>
      visit.details.identity
        ? show(c, checkPage(visit, clock.now()))
        : c.redirect(visitAddress(visit.id, 'who'), 303),
    ),
  );

  pages.post(
    '/visits/:visit/book',
    withVisit(async (c, visit) => {
      const { identity, reason } = visit.details;
      if (!identity) return c.redirect(visitAddress(visit.id, 'who'), 303);
      const receipt = await deps.requestBooking({
        holdId: visit.hold.id,
        patient: identity,
        reason: reason ?? '',
        idempotencyKey: visit.idempotencyKey,
      });
      if (!receipt.ok) return showNotTaken(c, visit, receipt.failure);
      visits.setReceipt(visit, receipt.value);
      const { bookingId, secret } = receipt.value;
      await deps.whenSettled(bookingId, WAIT_AFTER_BOOKING_MS, c.req.raw.signal);
      return c.redirect(privateLink(bookingId, secret), 303);
    }),
  );

  /** The request was not taken: nothing is on its way to the diary. */
  function showNotTaken(c: Context, visit: Visit, failure: Failure) {
    if (failure.kind === 'already-booked') {
      const trouble = generalTrouble('This was not booked', atOnce(practice));
      return show(c, checkPage(visit, clock.now(), trouble), 409);
    }
    if (problemOf(failure).status === 409) return showHoldOver(c, visit);
    const isTooOften = failure.kind === 'too-many-tries';
    const trouble = isTooOften
      ? tooManyTries(practice)
      : generalTrouble('This was not booked', cannotSave(practice));
    return show(c, checkPage(visit, clock.now(), trouble), isTooOften ? 429 : 503);
  }

  return pages;
}
