/**
 * The frame of every page: practice name and phone, one heading, skip link, the strip of the sample practice. Markup and
 * classes are nhsuk-frontend's own, without the NHS logo. No inline script or style: the policy of the site forbids both.
 */
import { html } from 'hono/html';
import type { Assets } from '../asset-files.ts';
import type { SitePractice } from '../deps.ts';

export type Html = ReturnType<typeof html>;

export interface Frame {
  readonly practice: SitePractice;
  readonly assets: Assets;
}

export interface Page {
  /** What the page asks or says; stands in the browser's tab before the practice's name. */
  readonly title: string;
  readonly content: Html;
  readonly back?: { readonly href: string; readonly text?: string };
  /** An error is shown: the tab says so first. */
  readonly hasError?: boolean;
  /** Without JavaScript the page asks again after this many seconds. */
  readonly refreshSeconds?: number;
  /** What booking.js brings to life here. */
  readonly live?: 'availability' | 'hold' | 'booking';
}

/** The number as a link that a phone can dial. */
const phoneLink = (phone: string): Html =>
  html`<a class="app-phone" href="tel:${phone.replaceAll(/[^\d+]/g, '')}">${phone}</a>`;

/** "ring Sample Surgery on 01632 960123" */
export const ringPractice = ({ name, phone }: SitePractice): Html =>
  phone === undefined ? html`ring ${name}` : html`ring ${name} on ${phoneLink(phone)}`;

const sampleStrip = html`<section class="app-sample" aria-label="Sample practice">
  <div class="nhsuk-width-container">
    <strong>Sample practice: not real.</strong> Nothing booked here is a real appointment.
  </div>
</section>`;

const header = (practice: SitePractice): Html =>
  html`<header class="nhsuk-header app-header" role="banner">
    <div class="nhsuk-header__container nhsuk-width-container">
      <div class="nhsuk-header__service">
        <a class="nhsuk-header__service-name" href="/"
          >${practice.name}<span class="nhsuk-u-visually-hidden">: start again</span></a
        >
        <span class="app-header__what">Book an appointment</span>
      </div>
    </div>
  </header>`;

const footer = (practice: SitePractice): Html =>
  html`<footer class="nhsuk-footer" role="contentinfo">
    <div class="nhsuk-width-container">
      <div class="nhsuk-footer__meta">
        <p class="nhsuk-body-s">
          ${practice.name}${practice.phone === undefined ? '' : html` · telephone ${phoneLink(practice.phone)}`}
        </p>
        <p class="nhsuk-body-s">
          If it is urgent, do not wait for an appointment: <a href="tel:111">call 111</a>. If it is an
          emergency, <a href="tel:999">call 999</a>.
        </p>
      </div>
    </div>
  </footer>`;

export const renderPage = ({ practice, assets }: Frame, page: Page): Html =>
  html`<!DOCTYPE html>
    <html lang="en-GB">
      <head>
        <meta charset="utf-8" />
        <title>${page.hasError === true && 'Error: '}${page.title} - ${practice.name}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="theme-color" content="#005eb8" />
        <meta name="robots" content="noindex, nofollow" />
        ${
          page.refreshSeconds !== undefined &&
          html`<noscript><meta http-equiv="refresh" content="${page.refreshSeconds}" /></noscript>`
        }
        <link rel="icon" href="${assets.icon.href}" type="image/svg+xml" />
        <link rel="stylesheet" href="${assets.nhsukCss.href}" />
        <link rel="stylesheet" href="${assets.siteCss.href}" />
        <script type="module" src="${assets.siteScript.href}"></script>
      </head>
      <body ${page.live !== undefined && html`data-live="${page.live}"`}>
        <a class="nhsuk-skip-link" href="#maincontent">Skip to main content</a>
        ${practice.isSample && sampleStrip} ${header(practice)}
        <div class="nhsuk-width-container">
          ${
            page.back &&
            html`<nav aria-label="Back">
              <a class="nhsuk-back-link" href="${page.back.href}">${page.back.text ?? 'Back'}</a>
            </nav>`
          }
          <main class="nhsuk-main-wrapper nhsuk-main-wrapper--s" id="maincontent" tabindex="-1">
            <div class="nhsuk-grid-row"><div class="nhsuk-grid-column-two-thirds">${page.content}</div></div>
          </main>
        </div>
        ${footer(practice)}
        <div id="announcer" class="nhsuk-u-visually-hidden" aria-live="polite"></div>
      </body>
    </html>`;
