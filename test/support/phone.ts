// A patient's phone: the patients' pages in a real browser, at a phone's size, and what is looked at on every page.
import type { Browser, BrowserContextOptions, Page } from 'playwright';

import { whatAxeFinds } from './ask-axe.ts';

const PHONE = { width: 390, height: 844 };

export interface Phone {
  readonly page: Page;
  /** Script errors and violations of the policy, which must stay none. */
  readonly troubles: readonly string[];
}

export async function openPhone(browser: Browser, options: BrowserContextOptions = {}): Promise<Phone> {
  const context = await browser.newContext({ viewport: PHONE, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    const isStatus = message.text().startsWith('Failed to load resource: the server responded');
    if (message.type() === 'error' && !isStatus) troubles.push(message.text());
  });
  return { page, troubles };
}

export const press = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name }).first().click();
export const see = (page: Page, name: string): Promise<void> =>
  page.getByRole('heading', { level: 1, name }).waitFor();
export const heading = (page: Page): Promise<string> => page.getByRole('heading', { level: 1 }).innerText();

/** What axe finds on the page, and that it must be scrolled sideways. */
export async function whatIsWrongWith(page: Page): Promise<string[]> {
  const found = await whatAxeFinds(page);
  const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  return isTooWide ? [...found, 'wider than the screen'] : found;
}
