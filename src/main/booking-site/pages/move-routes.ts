/**
 * Moving an appointment: another day and time of the same slot type, held while the patient checks it. Nothing is asked of who
 * they are: the private link is their key, and the new booking is for the same patient by construction.
 */
import { Hono } from 'hono';
import type { Context } from 'hono';
import { privateLink } from '../api/slot-json.ts';
import { problemOf } from '../http/problem.ts';
import type { Visit } from '../visits.ts';
import { changeAddress } from './addresses.ts';
import { withBooking } from './booking-routes.ts';
import {
  type Changing,
  changeRefusedPage,
  moveCheckPage,
  moveDaysPage,
  moveGonePage,
  moveTimesPage,
} from './change-pages.ts';
import { type PageDeps, takeSlot } from './choose-routes.ts';
import { generalTrouble } from './details-pages.ts';
import { browserOf, readForm, rememberBrowser } from './show-page.ts';
import { dayWords } from './slot-words.ts';
import { cannotMoveNow, nothingLeftPage, pausedPage } from './trouble-pages.ts';
import type { Failure } from '#shared/domain/failure.ts';
import { type SlotId, asId } from '#shared/domain/ids.ts';
import { type LocalDay, addDays, endOfDay, parseDay, startOfDay } from '#shared/domain/time.ts';

export function createMoveRoutes(deps: PageDeps): Hono {
  const { clock, practice, settings, show, visits } = deps;
  const pages = new Hono();

  const offered = ({ booking, today }: Changing, day?: LocalDay) =>
    deps.offered({
      from: day === undefined ? clock.now() : startOfDay(day),
      to: endOfDay(day ?? addDays(today, settings.horizonDays)),
      slotTypeId: booking.slot.slotTypeId,
    });

  type MoveStep = (c: Context, changing: Changing) => Response | Promise<Response>;
  /** As long as the old appointment may be moved. */
  const whenMovable = (step: MoveStep) =>
    withBooking(deps, (c, changing) => {
      const { whyNotMove } = deps.readChanges(changing.booking);
      return whyNotMove ? refuse(c, changing, whyNotMove) : step(c, changing);
    });
  const refuse = (c: Context, changing: Changing, failure: Failure) =>
    show(c, changeRefusedPage(practice, 'move', failure, changing), 409);

  const visitOf = (c: Context, { booking }: Changing): Visit | undefined =>
    visits.findMove(browserOf(c), booking.id, c.req.query('visit') ?? '');
  const carried = (visit: Visit | undefined) => (visit ? { visit: visit.id } : {});

  pages.get(
    '/bookings/:id/move',
    whenMovable((c, changing) => {
      const { slots, isPaused } = offered(changing);
      if (slots.length > 0)
        return show(c, moveDaysPage({ ...changing, slots, ...carried(visitOf(c, changing)) }));
      if (isPaused) return show(c, pausedPage(practice), 503);
      return show(c, nothingLeftPage(practice, changing.booking.slot.slotTypeName, changing.address));
    }),
  );

  pages.get(
    '/bookings/:id/move/times',
    whenMovable((c, changing) => {
      const { booking, secret, today } = changing;
      const visit = visitOf(c, changing);
      const days = changeAddress({ id: booking.id, secret }, 'move', carried(visit));
      const day = parseDay(c.req.query('day') ?? '');
      if (day === undefined) return c.redirect(days, 303);
      const { slots, isPaused } = offered(changing, day);
      if (slots.length > 0) return show(c, moveTimesPage({ ...changing, slots, day, ...carried(visit) }));
      if (isPaused) return show(c, pausedPage(practice), 503);
      const what = `${booking.slot.slotTypeName} on ${dayWords(day, today)}`;
      return show(c, nothingLeftPage(practice, what, days));
    }),
  );

  pages.post(
    '/bookings/:id/move/hold',
    whenMovable(async (c, changing) => {
      const asked = await readForm(c, ['slot', 'visit', 'hold']);
      const browser = browserOf(c) ?? visits.newBrowser();
      const earlier = visits.findMove(browser, changing.booking.id, asked.visit);
      const slotId = asId<SlotId>(asked.slot);
      const slot = offered(changing).slots.find(({ id }) => id === slotId);
      if (!slot && earlier?.slot.id === slotId && earlier.hold.expiresAt > clock.now()) {
        return c.redirect(checkAddress(changing, earlier), 303);
      }
      const taken = await takeSlot(deps, { slot, heldFor: asked.hold });
      if (!taken) return showGone(c, changing, slotId, earlier);
      if (earlier && earlier.receipt === undefined) {
        await deps.releaseHold(earlier.hold.id);
        visits.forget(earlier);
      }
      const visit = visits.open(browser, taken.slot, taken.hold, {}, changing.booking.id);
      rememberBrowser(c, browser);
      return c.redirect(checkAddress(changing, visit), 303);
    }),
  );

  const checkAddress = ({ booking, secret }: Changing, visit: Visit): string =>
    changeAddress({ id: booking.id, secret }, 'move/check', { visit: visit.id });

  const showGone = (c: Context, changing: Changing, slotId: SlotId, visit?: Visit) =>
    show(
      c,
      moveGonePage(practice, { ...changing, others: deps.alternatives({ slotId }), ...carried(visit) }),
      409,
    );

  /** A hold that ran out is taken again if it can be: a slow reader loses nothing but the clock. */
  async function held(visit: Visit): Promise<Visit | undefined> {
    if (visit.hold.expiresAt > clock.now()) return visit;
    const again = await deps.hold(visit.slot.id);
    if (!again.ok) return undefined;
    visits.forget(visit);
    return visits.open(visit.browser, visit.slot, again.value, visit.details, visit.moves);
  }

  pages.get(
    '/bookings/:id/move/check',
    withBooking(deps, async (c, changing) => {
      const visit = visitOf(c, changing);
      if (visit?.receipt) return c.redirect(privateLink(visit.receipt.bookingId, visit.receipt.secret), 303);
      const { whyNotMove } = deps.readChanges(changing.booking);
      if (whyNotMove) return refuse(c, changing, whyNotMove);
      if (!visit) return c.redirect(moveAddress(changing), 303);
      const kept = await held(visit);
      if (!kept) return showGone(c, changing, visit.slot.id, visit);
      if (kept.id !== visit.id) return c.redirect(checkAddress(changing, kept), 303);
      return show(c, moveCheckPage({ ...changing, visit: kept }));
    }),
  );

  const moveAddress = ({ booking, secret }: Changing) => changeAddress({ id: booking.id, secret }, 'move');

  pages.post(
    '/bookings/:id/move',
    withBooking(deps, async (c, changing) => {
      const visit = visitOf(c, changing);
      if (!visit) return c.redirect(moveAddress(changing), 303);
      if (visit.receipt) return c.redirect(privateLink(visit.receipt.bookingId, visit.receipt.secret), 303);
      const kept = await held(visit);
      if (!kept) return showGone(c, changing, visit.slot.id, visit);
      const receipt = await deps.requestMove({
        bookingId: changing.booking.id,
        holdId: kept.hold.id,
        idempotencyKey: kept.idempotencyKey,
      });
      if (receipt.ok) {
        visits.setReceipt(kept, receipt.value);
        return c.redirect(privateLink(receipt.value.bookingId, receipt.value.secret), 303);
      }
      const { kind } = receipt.failure;
      if (kind === 'try-later' || kind === 'invalid-input' || kind === 'already-booked')
        return refuse(c, changing, receipt.failure);
      if (problemOf(receipt.failure).status === 409) return showGone(c, changing, kept.slot.id, kept);
      const trouble = generalTrouble('This was not moved', cannotMoveNow(practice));
      return show(c, moveCheckPage({ ...changing, visit: kept, trouble }), 503);
    }),
  );

  return pages;
}
