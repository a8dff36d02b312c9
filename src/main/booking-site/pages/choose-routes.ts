/** Start, what, when, times, and holding a time. Reads what is offered afresh for each page: nothing here is remembered. */
import { Hono } from 'hono';
import type { Context } from 'hono';
import type { BookingSiteDeps, Offered, OfferedSlot, SiteHold, SiteSlotType } from '../deps.ts';
import type { Details, Visits } from '../visits.ts';
import { timesAddress, visitAddress, whatAddress, whenAddress } from './addresses.ts';
import { startPage, timesPage, whatPage, whenPage } from './choose-pages.ts';
import { type Show, browserOf, readForm, rememberBrowser } from './show-page.ts';
import { dayWords } from './slot-words.ts';
import { justGonePage, nothingActivePage, nothingLeftPage, pausedPage } from './trouble-pages.ts';
import { type BookingId, type HoldId, type SlotId, asId } from '#shared/domain/ids.ts';
import { type LocalDay, addDays, dayOf, endOfDay, parseDay, startOfDay } from '#shared/domain/time.ts';

export interface PageDeps extends BookingSiteDeps {
  readonly show: Show;
  readonly visits: Visits;
}

export function createChooseRoutes(deps: PageDeps): Hono {
  const { clock, practice, settings, show, visits } = deps;
  const pages = new Hono();
  const today = (): LocalDay => dayOf(clock.now());

  const offeredToHorizon = (type?: SiteSlotType): Offered =>
    deps.offered({
      from: clock.now(),
      to: endOfDay(addDays(today(), settings.horizonDays)),
      ...(type ? { slotTypeId: type.id } : {}),
    });

  const offeredOn = (day: LocalDay, type?: SiteSlotType): Offered =>
    deps.offered({
      from: startOfDay(day),
      to: endOfDay(day),
      ...(type ? { slotTypeId: type.id } : {}),
    });

  /** The slot type named in the address, as long as it is active. */
  const askedType = (c: Context) => deps.slotTypes().find(({ id }) => id === c.req.query('type'));

  /** What is shown in place of a choice when there is nothing to choose. */
  const nothing = (c: Context, { isPaused }: Offered, what: string | undefined, back: string) =>
    isPaused ? show(c, pausedPage(practice), 503) : show(c, nothingLeftPage(practice, what, back));

  pages.get('/', (c) => show(c, startPage(practice)));

  const showWhat = (c: Context, isMissing: boolean) => {
    const types = deps.slotTypes();
    if (types.length === 0) return show(c, nothingActivePage(practice));
    const offered = offeredToHorizon();
    if (offered.slots.length === 0) return nothing(c, offered, undefined, '/');
    const { type: chosen, visit } = c.req.query();
    const page = { types, slots: offered.slots, today: today(), chosen, visit, isMissing };
    return show(c, whatPage(practice, page), isMissing ? 422 : 200);
  };

  pages.get('/what', (c) => showWhat(c, false));

  pages.get('/when', (c) => {
    const type = askedType(c);
    if (!type) return showWhat(c, true);
    const visit = c.req.query('visit');
    const offered = offeredToHorizon(type);
    if (offered.slots.length === 0) return nothing(c, offered, type.name, whatAddress(type.id, visit));
    return show(c, whenPage({ type, slots: offered.slots, today: today(), visit }));
  });

  pages.get('/times', async (c) => {
    const type = askedType(c);
    if (!type) return showWhat(c, true);
    const visit = c.req.query('visit');
    const day = parseDay(c.req.query('day') ?? '');
    if (day === undefined) return c.redirect(whenAddress(type.id, visit), 303);
    const offered = offeredOn(day, type);
    if (offered.slots.length === 0) {
      const what = `${type.name} on ${dayWords(day, today())}`;
      return nothing(c, offered, what, whenAddress(type.id, visit));
    }
    return show(c, timesPage({ type, slots: offered.slots, today: today(), day, visit }));
  });

  /** What the patient told before, for another slot: from a visit, or from a booking that came to nothing. */
  const earlierVisit = (browser: string | undefined, visit: string, instead: string) =>
    visits.find(browser, visit) ?? visits.findByBooking(browser, asId<BookingId>(instead));

  pages.post('/hold', async (c) => {
    const asked = await readForm(c, ['slot', 'type', 'day', 'visit', 'instead', 'hold']);
    const slotId = asId<SlotId>(asked.slot);
    const browser = browserOf(c) ?? visits.newBrowser();
    const earlier = earlierVisit(browser, asked.visit, asked.instead);
    const day = parseDay(asked.day);
    const offered = day === undefined ? offeredToHorizon() : offeredOn(day);
    const slot = offered.slots.find(({ id }) => id === slotId);
    // A second press on the time that is already kept for this visit.
    if (earlier && !slot && earlier.slot.id === slotId && earlier.hold.expiresAt > clock.now()) {
      return c.redirect(visitAddress(earlier.id, nextStep(earlier.details)), 303);
    }
    const again = asked.hold === '' ? undefined : visits.findHeld(browser, slotId);
    if (again) return c.redirect(visitAddress(again.id, nextStep(again.details)), 303);
    const taken = await takeSlot(deps, { slot, heldFor: asked.hold });
    if (!taken) {
      if (!slot && offered.isPaused && offered.slots.length === 0) return show(c, pausedPage(practice), 503);
      return show(c, gonePage(slotId, asked.type, day, earlier?.id), 409);
    }
    if (earlier && earlier.receipt === undefined) await deps.releaseHold(earlier.hold.id);
    const visit = visits.open(browser, taken.slot, taken.hold, earlier?.details ?? {});
    if (earlier && earlier.receipt === undefined) visits.forget(earlier);
    rememberBrowser(c, browser);
    return c.redirect(visitAddress(visit.id, nextStep(visit.details)), 303);
  });

  function gonePage(slotId: SlotId, type: string, day: LocalDay | undefined, visit: string | undefined) {
    const others: readonly OfferedSlot[] = deps.alternatives({ slotId });
    const moreTimes = day === undefined ? whatAddress(type, visit) : timesAddress(type, day, visit);
    return justGonePage(practice, { others, today: today(), moreTimes, ...(visit ? { visit } : {}) });
  }

  return pages;
}

interface TakenSlot {
  readonly slot: OfferedSlot;
  readonly hold: SiteHold;
}

/** One that was kept for this patient, while it is; else any that is offered. `undefined`: somebody else has it. */
export async function takeSlot(
  deps: Pick<BookingSiteDeps, 'chooseOther' | 'hold'>,
  { slot, heldFor }: { readonly slot: OfferedSlot | undefined; readonly heldFor: string },
): Promise<TakenSlot | undefined> {
  const chosen = heldFor === '' ? undefined : await deps.chooseOther(asId<HoldId>(heldFor));
  if (chosen?.ok) return chosen.value;
  const held = slot && (await deps.hold(slot.id));
  return slot && held?.ok ? { slot, hold: held.value } : undefined;
}

/** Who has told everything before goes straight to the check. */
export const nextStep = ({ identity }: Details): 'who' | 'check' => (identity ? 'check' : 'who');
