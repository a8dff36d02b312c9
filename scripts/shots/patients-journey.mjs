// Walks the patients' pages as a phone shows them, and saves each page on the way to a booking. It stops before booking.
import path from 'node:path';
import { launchChromium } from '../../test/support/launch-chromium.ts';

const PHONE = { width: 390, height: 844 };

/**
 * @param {string} site
 * @param {string | undefined} bookingLink
 * @param {string} folder
 * @param {(page: import('playwright').Page, file: string) => Promise<void>} save
 */
export async function shootPatientsPages(site, bookingLink, folder, save) {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: PHONE, deviceScaleFactor: 2, locale: 'en-GB' });
    /** @param {string} name */
    const shoot = async (name) => {
      await page.waitForLoadState('load');
      await save(page, path.join(folder, `patients-${name}.png`));
    };
    await page.goto(site);
    await shoot('1-start');
    await page.getByRole('button', { name: 'Start now' }).click();
    await shoot('2-what');
    const choice = page.getByRole('radio').first();
    if ((await choice.count()) === 0) return;
    await choice.check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await shoot('3-when');
    await page.locator('main a[href*="day="]').last().click();
    await shoot('4-times');
    await page.locator('main form button').first().click();
    await shoot('5-who');
    if (!bookingLink) return;
    await page.goto(bookingLink);
    await shoot('6-booked');
  } finally {
    await browser.close();
  }
}
