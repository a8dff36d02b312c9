/**
 * In place of every page and every call while what patients tell cannot be kept. Says nothing of any one appointment: neither
 * that it stands nor that it does not can be looked up without the key.
 */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { SitePractice } from '../deps.ts';
import { problemOf, sendProblem } from '../http/problem.ts';
import { type Page, ringPractice } from './layout.ts';
import type { Show } from './show-page.ts';
import { failure } from '#shared/domain/failure.ts';
import { MINUTE, SECOND } from '#shared/domain/time.ts';

const TRY_AGAIN_MS = MINUTE;

const closedPage = (practice: SitePractice): Page => ({
  title: 'Online booking is closed for the moment',
  content: html`<h1 class="nhsuk-heading-l">Online booking is closed for the moment</h1>
    <p>You cannot book, look at or change appointments here just now.</p>
    <p>Appointments that we have confirmed are not affected.</p>
    <p>
      If you need an appointment, want to change one, or are still waiting for us to confirm one,
      ${ringPractice(practice)}.
    </p>
    <a class="nhsuk-button nhsuk-button--secondary" href="" role="button" draggable="false">Try again</a>`,
  refreshSeconds: TRY_AGAIN_MS / SECOND,
});

export const createClosed =
  (practice: SitePractice, show: Show, isApi: (c: Context) => boolean) =>
  async (c: Context): Promise<Response> => {
    const problem = problemOf(failure('key-unavailable', 'Closed.', { retryAfterMs: TRY_AGAIN_MS }));
    if (isApi(c)) return sendProblem(c, problem);
    c.header('Retry-After', String(TRY_AGAIN_MS / SECOND));
    return show(c, closedPage(practice), problem.status);
  };
