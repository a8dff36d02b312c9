// Cancelling and moving on the patients' pages in a real browser, phone-sized: with and without JavaScript, by keyboard alone,
// nothing for axe to find, and what the script brings to life. Every sentence of them is in test/scenarios/booking-site-change-pages.
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '#shared/domain/failure.ts';
import { type BookingId, asId } from '#shared/domain/ids.ts';
import { launchChromium } from '../support/launch-chromium.ts';
import { heading, openPhone, press, see, whatIsWrongWith } from '../support/phone.ts';
import { askJson } from '../support/site-caller.ts';
import { ADA, type SiteDesk, openSiteDesk } from '../support/site-desk.ts';

let browser: Browser;
let desk: SiteDesk;
let id: BookingId;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
  desk = await openSiteDesk();
  desk.addSlots(
    { daysAhead: 1, time: '09:10' },
    { daysAhead: 1, time: '09:20' },
    {
      daysAhead: 2,
      time: '14:30',
      clinician: 'Dr Oluwaseun Adeyemi-Fitzgerald',
      site: 'Riverside Branch Surgery',
    },
  );
  const { json } = await askJson(`${desk.url}api/bookings`, {
    method: 'POST',
    json: { slotId: 'slot-1', patient: ADA, reason: 'Sore knee' },
    headers: { prefer: 'wait=5' },
  });
  id = asId<BookingId>(String(json?.['id']));
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await desk.stop();
});

/** A phone on the page of the booking. */
async function open(options?: BrowserContextOptions) {
  const phone = await openPhone(browser, options);
  await phone.page.goto(new URL(desk.linkOf(id), desk.url).href);
  return phone;
}

const newest = (): BookingId => desk.bookings().at(-1)?.id ?? id;

/** The whole way to a move that is on its way, looking at each page on it. */
async function moveToTheDayAfter(page: Page, look: (name: string) => Promise<void>) {
  await press(page, 'Move to another time');
  await look('which day');
  await page.getByRole('link', { name: /Wednesday 25 November/ }).click();
  await look('which time');
  await press(page, /14:30/);
  await look('check');
  await press(page, 'Move my appointment');
  await look('moving');
}

describe('cancelling on a phone', () => {
  it('asks, counts down while it can be taken back, and turns to *cancelled* by itself', async () => {
    const { page, troubles } = await open();
    const found: string[] = await whatIsWrongWith(page);
    await press(page, 'Cancel this appointment');
    await see(page, 'Do you want to cancel this appointment?');
    found.push(...(await whatIsWrongWith(page)));
    await press(page, 'Yes, cancel it');
    await see(page, 'We are cancelling your appointment');
    await page.getByText(/You can still take this back for \d+ seconds?\./).waitFor();
    found.push(...(await whatIsWrongWith(page)));
    desk.cancelled(id, 'done');
    await see(page, 'Your appointment is cancelled');
    found.push(...(await whatIsWrongWith(page)));
    expect(found).toEqual([]);
    expect(troubles).toEqual([]);
  });

  it('is taken back by one press; when the time for that is over, the button goes', async () => {
    const { page } = await open();
    await press(page, 'Cancel this appointment');
    await press(page, 'Yes, cancel it');
    await press(page, 'Keep my appointment');
    await see(page, 'Your appointment is booked');
    desk.undoFor(2);
    await press(page, 'Cancel this appointment');
    await press(page, 'Yes, cancel it');
    await page.getByRole('button', { name: 'Keep my appointment' }).waitFor({ state: 'hidden' });
    await see(page, 'We are cancelling your appointment');
    expect(await heading(page)).toBe('We are cancelling your appointment');
  });

  it('works without JavaScript', async () => {
    const { page } = await open({ javaScriptEnabled: false });
    await press(page, 'Cancel this appointment');
    await press(page, 'Yes, cancel it');
    await see(page, 'We are cancelling your appointment');
    desk.cancelled(id, 'done');
    await page.getByRole('link', { name: 'look again' }).click();
    await see(page, 'Your appointment is cancelled');
    expect(await heading(page)).toBe('Your appointment is cancelled');
  });

  it('works by keyboard alone', async () => {
    const { page } = await open();
    async function tabTo(words: RegExp) {
      for (let presses = 0; presses < 40; presses += 1) {
        await page.keyboard.press('Tab');
        const text = await page.evaluate(() => document.activeElement?.textContent ?? '');
        if (words.test(text)) return;
      }
      throw new Error(`No way to ${String(words)} by Tab.`);
    }
    await tabTo(/Cancel this appointment/);
    await page.keyboard.press('Enter');
    await see(page, 'Do you want to cancel this appointment?');
    await tabTo(/Yes, cancel it/);
    await page.keyboard.press('Enter');
    await see(page, 'We are cancelling your appointment');
    await tabTo(/Keep my appointment/);
    await page.keyboard.press('Enter');
    await see(page, 'Your appointment is booked');
    expect(await heading(page)).toBe('Your appointment is booked');
  });
});

describe('moving on a phone', () => {
  it('works from start to end, live, with nothing for axe on any page', async () => {
    const { page, troubles } = await open();
    const found: string[] = [];
    const titles: string[] = [];
    const look = async () => {
      titles.push((await page.title()).replace(' - Sample Surgery', ''));
      found.push(...(await whatIsWrongWith(page)));
    };
    await moveToTheDayAfter(page, look);
    const made = newest();
    desk.settle(made, { state: 'confirmed' });
    await see(page, 'Your new appointment is booked');
    await look();
    desk.cancelled(id, 'done');
    await see(page, 'Your appointment is moved');
    await look();
    await page.goto(new URL(desk.linkOf(id), desk.url).href);
    await look();
    expect(titles).toEqual([
      'Which day suits you better?',
      'Times on Wednesday 25 November',
      'Check and move',
      'We are moving your appointment',
      'Your new appointment is booked',
      'Your appointment is moved',
      'This appointment was moved',
    ]);
    expect(found).toEqual([]);
    expect(troubles).toEqual([]);
    expect(desk.holds.size).toBe(0);
  });

  it('works without JavaScript, and is taken back from the page of the new time', async () => {
    const { page } = await open({ javaScriptEnabled: false });
    await moveToTheDayAfter(page, async () => undefined);
    await see(page, 'We are moving your appointment');
    await press(page, 'Keep my old appointment');
    await see(page, 'Your appointment is not moved');
    await page.getByRole('link', { name: 'Go to your appointment' }).click();
    await see(page, 'Your appointment is booked');
    expect(await heading(page)).toBe('Your appointment is booked');
  });

  it('that comes to nothing says so live, and one press leads to another time', async () => {
    const { page } = await open();
    await moveToTheDayAfter(page, async () => undefined);
    desk.settle(newest(), { state: 'not-booked', failure: failure('slot-taken', 'Taken.') });
    await see(page, 'We could not move your appointment');
    expect(await whatIsWrongWith(page)).toEqual([]);
    await press(page, /09:20/);
    await see(page, 'Check and move');
    await press(page, 'Move my appointment');
    await see(page, 'We are moving your appointment');
  });
});

describe('what the practice does', () => {
  it('is shown on the open page by itself, and every page of trouble is clear of axe', async () => {
    const { page } = await open();
    const found: string[] = [];
    await see(page, 'Your appointment is booked');
    desk.change(id, { state: 'cancelled', endedBy: 'practice' });
    await see(page, 'The practice has cancelled this appointment');
    found.push(...(await whatIsWrongWith(page)));
    const look = async (words: string) => {
      await page.goto(new URL(desk.linkOf(id), desk.url).href);
      await see(page, words);
      found.push(...(await whatIsWrongWith(page)));
    };
    desk.change(id, { state: 'confirmed' });
    for (const kind of ['moved-by-practice', 'not-cancelled'] as const) {
      desk.tell(id, kind);
      await look('Your appointment is booked');
    }
    await askJson(`${desk.url}api/bookings/${id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${desk.secretOf(id)}` },
    });
    desk.cancelled(id, 'in-doubt');
    await look('The practice is checking your cancellation');
    await page.goto(new URL(desk.linkOf(id).replace('?', '/cancel?'), desk.url).href);
    await see(page, 'It cannot be cancelled here just now');
    found.push(...(await whatIsWrongWith(page)));
    expect(found).toEqual([]);
  });
});

describe('clear of axe too', () => {
  async function lookAt(page: Page, address: string, words: string): Promise<string[]> {
    await page.goto(new URL(address, desk.url).href);
    await see(page, words);
    return whatIsWrongWith(page);
  }

  it('is either page of a move that only a person can end', async () => {
    const { page } = await open();
    await askJson(`${desk.url}api/bookings/${id}/move`, {
      method: 'POST',
      json: { slotId: 'slot-2' },
      headers: { authorization: `Bearer ${desk.secretOf(id)}` },
    });
    const made = newest();
    const both = async (ofOld: string, ofNew: string) => [
      ...(await lookAt(page, desk.linkOf(id), ofOld)),
      ...(await lookAt(page, desk.linkOf(made), ofNew)),
    ];
    const checking = 'The practice is checking your new appointment';
    desk.settle(made, { state: 'needs-you' });
    const found = await both(checking, checking);
    desk.settle(made, { state: 'confirmed' });
    desk.cancelled(id, 'in-doubt');
    found.push(
      ...(await both('The practice is checking this appointment', 'Your new appointment is booked')),
    );
    desk.cancelled(id, 'refused');
    found.push(...(await both('You have two appointments', 'Your new appointment is booked')));
    expect(found).toEqual([]);
  });

  it('is what comes too late, and the page of an appointment that is over', async () => {
    const { page } = await open();
    const step = (name: string) => desk.linkOf(id).replace('?', `/${name}?`);
    desk.passTime(24.5 * 3_600_000);
    const found = await lookAt(page, step('cancel'), 'It is too late to cancel online');
    found.push(...(await lookAt(page, step('move'), 'It is too late to move it online')));
    found.push(...(await lookAt(page, desk.linkOf(id), 'Your appointment is booked')));
    desk.passTime(3_600_000);
    found.push(...(await lookAt(page, desk.linkOf(id), 'The time of this appointment has passed')));
    expect(found).toEqual([]);
  });
});
