/**
 * The page behind the private link, cancelling from it and taking back. The secret in the address is the only key to it; a
 * wrong one finds nothing. Moving has its own steps, in move-routes.ts.
 */
import { Hono } from 'hono';
import type { Context } from 'hono';
import { lostItsTime } from '../api/asked-booking.ts';
import { bookingJson, shownOf } from '../api/booking-json.ts';
import { privateLink } from '../api/slot-json.ts';
import { bookingPage } from './booking-page.ts';
import { type Changing, cancelPage, changeRefusedPage } from './change-pages.ts';
import type { PageDeps } from './choose-routes.ts';
import { browserOf } from './show-page.ts';
import { bookingNotFoundPage } from './trouble-pages.ts';
import { type BookingId, asId } from '#shared/domain/ids.ts';
import { dayOf } from '#shared/domain/time.ts';

type ChangeStep = (c: Context, changing: Changing) => Response | Promise<Response>;

/** The booking of the address, or the page that says that there is none. */
export const withBooking =
  (deps: PageDeps, step: ChangeStep) =>
  (c: Context): Response | Promise<Response> => {
    const secret = c.req.query('token') ?? '';
    const booking = deps.readBooking(asId<BookingId>(c.req.param('id') ?? ''), secret);
    if (!booking) return deps.show(c, bookingNotFoundPage(deps.practice), 404);
    const address = privateLink(booking.id, secret);
    const now = deps.clock.now();
    return step(c, { booking, secret, address, now, today: dayOf(now) });
  };

export function createBookingRoutes(deps: PageDeps): Hono {
  const { practice, show, visits } = deps;
  const pages = new Hono();

  pages.get(
    '/bookings/:id',
    withBooking(deps, (c, { booking, secret, address, today, now }) => {
      if (booking.state === 'confirmed') {
        const visit = visits.findByBooking(browserOf(c), booking.id);
        if (visit) visits.forgetDetails(visit);
      }
      const changes = deps.readChanges(booking);
      const page = bookingPage({
        ...{ booking, changes, practice, secret, address, today, now },
        others: lostItsTime(booking) ? deps.otherTimes(booking) : { slots: [] },
        shown: shownOf(bookingJson(booking, secret, changes)),
      });
      return show(c, page);
    }),
  );

  pages.get(
    '/bookings/:id/cancel',
    withBooking(deps, (c, changing) => {
      const { cancelStep } = deps.readChanges(changing.booking);
      if (!cancelStep.ok)
        return show(c, changeRefusedPage(practice, 'cancel', cancelStep.failure, changing), 409);
      if (cancelStep.value === 'done') return c.redirect(changing.address, 303);
      return show(c, cancelPage(changing, cancelStep.value));
    }),
  );

  pages.post(
    '/bookings/:id/cancel',
    withBooking(deps, async (c, changing) => {
      const taken = await deps.requestCancellation(changing.booking.id);
      if (taken.ok) return c.redirect(changing.address, 303);
      return show(c, changeRefusedPage(practice, 'cancel', taken.failure, changing), 409);
    }),
  );

  pages.post(
    '/bookings/:id/undo',
    withBooking(deps, async (c, changing) => {
      const taken = await deps.undo(changing.booking.id);
      if (taken.ok) return c.redirect(changing.address, 303);
      return show(c, changeRefusedPage(practice, 'undo', taken.failure, changing), 409);
    }),
  );

  pages.post(
    '/bookings/:id/no-others',
    withBooking(deps, async (c, { booking, address }) => {
      await deps.declineOthers(booking.id);
      return c.redirect(address, 303);
    }),
  );

  return pages;
}
