/** Sends a page, and reads what a page sends: the browser's cookie and the fields of a form. Nothing here decides. */
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Problem } from '../http/problem.ts';
import { readText } from '../http/read-text.ts';
import { type Frame, type Page, renderPage } from './layout.ts';

export type Show = (c: Context, page: Page, status?: 200 | Problem['status']) => Promise<Response>;

export const createShow =
  (frame: Frame): Show =>
  async (c, page, status = 200) =>
    c.html(await renderPage(frame, page), status);

const COOKIE = 'slotkeeper_visitor';

export const browserOf = (c: Context): string | undefined => getCookie(c, COOKIE);

/** For this browser session only. Not `Secure`: the site is plain HTTP on this PC, or on the practice's own network. */
export const rememberBrowser = (c: Context, browser: string): void =>
  setCookie(c, COOKIE, browser, { httpOnly: true, sameSite: 'Strict', path: '/' });

/** The named fields of a form as text; what is missing is empty. */
export async function readForm<Name extends string>(
  c: Context,
  names: readonly Name[],
): Promise<Readonly<Record<Name, string>>> {
  const form = new URLSearchParams(await readText(c));
  const entries = names.map((name): [Name, string] => [name, form.get(name) ?? '']);
  return Object.fromEntries(entries) as Record<Name, string>;
}
