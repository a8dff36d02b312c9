// The patients' pages in a real browser, phone-sized: the whole way with and without JavaScript and by keyboard alone,
// nothing for axe to find on any page, and what the script brings to life.
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '#shared/domain/failure.ts';
import { launchChromium } from '../support/launch-chromium.ts';
import { heading, openPhone, press, whatIsWrongWith } from '../support/phone.ts';
import { type SiteDesk, TYPES, openSiteDesk } from '../support/site-desk.ts';

let browser: Browser;
let desk: SiteDesk;
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
      daysAhead: 1,
      time: '14:30',
      clinician: 'Dr Oluwaseun Adeyemi-Fitzgerald',
      site: 'Riverside Branch Surgery',
    },
    { daysAhead: 8, time: '10:00' },
    { daysAhead: 2, time: '11:00', type: TYPES.smear, clinician: 'Nurse Joan Doherty' },
  );
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await desk.stop();
});

const open = (options?: BrowserContextOptions) => openPhone(browser, options);

async function fillIdentity(page: Page, day = '29') {
  await page.getByLabel('NHS number').fill('999 000 0018');
  await page.getByLabel('Day').fill(day);
  await page.getByLabel('Month').fill('2');
  await page.getByLabel('Year').fill('1980');
}

/** The whole way, looking at each page on it. */
async function bookAnAppointment(page: Page, look: (name: string) => Promise<void>) {
  await page.goto(desk.url);
  await look('start');
  await press(page, 'Start now');
  await look('what');
  await press(page, 'Continue');
  await look('what, nothing chosen');
  await page.getByLabel('GP telephone').check();
  await press(page, 'Continue');
  await look('which day');
  await page.getByRole('link', { name: /Tomorrow/ }).click();
  await look('which time');
  await press(page, /09:20/);
  await look('who');
  await press(page, 'Continue');
  await look('who, nothing typed');
  await fillIdentity(page, '1');
  await press(page, 'Continue');
  await look('who, not matched');
  await page.getByLabel('Day').fill('29');
  await press(page, 'Continue');
  await look('what about');
  await page.getByLabel(/What is it about/).fill('Sore knee since Friday');
  await press(page, 'Continue');
  await look('check');
  await press(page, 'Book this appointment');
  await look('booked');
}

describe('booking on a phone', () => {
  it('works from start to end, with nothing for axe on any page', async () => {
    const { page, troubles } = await open();
    const found: string[] = [];
    const titles: string[] = [];
    await bookAnAppointment(page, async (name) => {
      titles.push(await page.title());
      found.push(...(await whatIsWrongWith(page)).map((wrong) => `${name}: ${wrong}`));
    });
    expect(found).toEqual([]);
    expect(troubles).toEqual([]);
    expect(titles.map((title) => title.replace(' - Sample Surgery', ''))).toEqual([
      'Book an appointment',
      'What do you need?',
      'Error: What do you need?',
      'Which day suits you?',
      'Times on Tuesday 24 November',
      'Who are you?',
      'Error: Who are you?',
      'Error: Who are you?',
      'What is it about?',
      'Check and book',
      'Your appointment is booked',
    ]);
    expect(desk.requests).toHaveLength(1);
  });

  it('works without JavaScript', async () => {
    const { page } = await open({ javaScriptEnabled: false });
    const headings: string[] = [];
    await bookAnAppointment(page, async () => void headings.push(await heading(page)));
    expect(headings.at(-1)).toBe('Your appointment is booked');
    expect(desk.requests).toHaveLength(1);
  });

  it('works by keyboard alone, and an error takes the focus to its field', async () => {
    const { page } = await open();
    const focused = () => page.evaluate(() => document.activeElement?.id ?? '');
    /** Tab until the wanted thing has the focus, which must be seen. */
    async function tabTo(name: RegExp) {
      for (let presses = 0; presses < 40; presses += 1) {
        await page.keyboard.press('Tab');
        const { words, isVisible } = await page.evaluate(() => {
          const element = document.activeElement;
          const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : '';
          const box = element?.getBoundingClientRect();
          return {
            words: `${element?.textContent ?? ''} ${label ?? ''}`.replaceAll(/\s+/g, ' '),
            isVisible: box !== undefined && box.top >= 0 && box.bottom <= innerHeight,
          };
        });
        if (name.test(words)) return expect(isVisible).toBe(true);
      }
      throw new Error(`No way to ${String(name)} by Tab.`);
    }
    const enter = async () => {
      await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
    };
    await page.goto(desk.url);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to main content');
    await tabTo(/Start now/);
    await enter();
    await tabTo(/GP telephone/);
    await page.keyboard.press('Space');
    await tabTo(/Continue/);
    await enter();
    await tabTo(/Tomorrow/);
    await enter();
    await tabTo(/09:10/);
    await enter();
    await tabTo(/Continue/);
    await enter();
    expect(await focused()).toBe('error-summary');
    await tabTo(/Enter your NHS number/);
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('nhs-number');
    await page.keyboard.type('9990000018');
    for (const part of ['29', '2', '1980']) {
      await page.keyboard.press('Tab');
      await page.keyboard.type(part);
    }
    await enter();
    await tabTo(/Continue/);
    await enter();
    await tabTo(/Book this appointment/);
    await enter();
    expect(await heading(page)).toBe('Your appointment is booked');
  });

  it('keeps everything when going back and changing the time', async () => {
    const { page } = await open();
    await bookAnAppointment(page, async (name) => {
      if (name !== 'check') return;
      await page.getByRole('link', { name: 'Change the day and time' }).click();
      await press(page, /14:30/);
      expect(await heading(page)).toBe('Check and book');
      expect(await page.locator('dl').innerText()).toContain('14:30');
      await page.getByRole('link', { name: 'Change your NHS number' }).click();
      expect(await page.getByLabel('NHS number').inputValue()).toBe('999 000 0018');
      await press(page, 'Continue');
    });
    expect(desk.bookings().map(({ slot }) => slot.clinicianName)).toEqual([
      'Dr Oluwaseun Adeyemi-Fitzgerald',
    ]);
    expect(desk.holds.size).toBe(0);
  });
});

describe('live', () => {
  const timesOfTomorrow = () => `${desk.url}times?type=${TYPES.phone.id}&day=2026-11-24`;

  it('crosses out a time that goes, moves nothing, and shows new ones on asking', async () => {
    const { page, troubles } = await open();
    const listening = page.waitForResponse(/api\/events/);
    await page.goto(timesOfTomorrow());
    await listening;
    const at = (name: RegExp) => page.getByRole('button', { name }).boundingBox();
    const before = await at(/09:20/);
    const [extra] = desk.addSlots({ daysAhead: 1, time: '08:50' });
    await page.getByRole('link', { name: /New times have come free/ }).waitFor();
    expect(await at(/09:20/)).toEqual(before);
    const taken = page.getByRole('button', { name: /09:10/ });
    desk.take((await taken.getAttribute('value')) as Parameters<SiteDesk['take']>[0]);
    await expect.poll(() => taken.isDisabled()).toBe(true);
    expect(await page.locator('#announcer').innerText()).toBe('One of the times has just been taken.');
    expect(await at(/09:20/)).toEqual(before);
    expect(await whatIsWrongWith(page)).toEqual([]);
    await page.getByRole('link', { name: /Show them/ }).click();
    expect(await page.getByRole('button', { name: /08:50/ }).getAttribute('value')).toBe(extra?.id);
    expect(troubles).toEqual([]);
  });

  it('turns to *paused* and back by itself', async () => {
    const { page } = await open();
    const listening = page.waitForResponse(/api\/events/);
    await page.goto(timesOfTomorrow());
    await listening;
    desk.isPaused = true;
    desk.announce();
    await page.getByRole('heading', { name: 'Online booking is paused just now' }).waitFor();
    const again = page.waitForResponse(/api\/events/);
    await page.reload();
    await again;
    desk.isPaused = false;
    desk.announce();
    await page.getByRole('button', { name: /09:10/ }).waitFor();
    expect(await heading(page)).toBe('Tuesday 24 November');
  });

  it('follows a booking until it is known, in a page that axe has nothing against', async () => {
    desk.fateAfterMs = 60_000;
    const { page } = await open();
    await bookAnAppointment(page, async () => undefined);
    expect(await heading(page)).toBe('We are booking your appointment');
    const found = [await whatIsWrongWith(page)];
    const [booking] = desk.bookings();
    desk.settle(booking!.id, { state: 'checking' });
    await page.getByRole('heading', { name: 'We are still confirming your appointment' }).waitFor();
    found.push(await whatIsWrongWith(page));
    desk.settle(booking!.id, { state: 'not-booked', failure: failure('slot-taken', 'Taken.') });
    await page.getByRole('heading', { name: 'This appointment is not booked' }).waitFor();
    found.push(await whatIsWrongWith(page));
    desk.fate = { state: 'confirmed' };
    desk.fateAfterMs = 0;
    await press(page, /09:10/);
    expect(await heading(page)).toBe('Check and book');
    await press(page, 'Book this appointment');
    expect(await heading(page)).toBe('Your appointment is booked');
    expect(found).toEqual([[], [], []]);
  });

  it('counts the kept time down in words, and says when it is over without taking the form away', async () => {
    desk.holdMinutes = 0.05;
    const { page } = await open();
    await page.goto(timesOfTomorrow());
    await press(page, /09:10/);
    await page.getByLabel('NHS number').fill('999 000');
    await page.getByText(/\(\d seconds? left\)/).waitFor();
    await page.getByText('is over. Go on').first().waitFor();
    expect(await page.getByLabel('NHS number').inputValue()).toBe('999 000');
    desk.holdMinutes = 10;
    await fillIdentity(page);
    await press(page, 'Continue');
    expect(await heading(page)).toBe('What is it about? (optional)');
  });
});

it('has nothing for axe on the pages of trouble', async () => {
  const { page } = await open();
  const found: unknown[] = [];
  const look = async (address: string, words: RegExp) => {
    await page.goto(new URL(address, desk.url).href);
    expect(await heading(page)).toMatch(words);
    found.push(...(await whatIsWrongWith(page)));
  };
  await look('/nowhere', /Page not found/);
  await look('/bookings/x?token=y', /cannot find this booking/);
  await look('/visits/x/check', /Start again/);
  await look(`/times?type=${TYPES.phone.id}&day=2026-12-24`, /No appointments left/);
  desk.isPaused = true;
  await look('/what', /paused/);
  desk.types.length = 0;
  await look('/what', /Nothing can be booked/);
  expect(found).toEqual([]);
});
