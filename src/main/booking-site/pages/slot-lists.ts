/** Days and times to choose from, for booking and for moving alike. What is pressed leads where the caller says. */
import { html } from 'hono/html';
import type { OfferedSlot } from '../deps.ts';
import { hidden } from './form-parts.ts';
import type { Html } from './layout.ts';
import { count, dayWords, groupByWeek, groupTimes, nearWord, weekWords } from './slot-words.ts';
import { type LocalDay, formatClock } from '#shared/domain/time.ts';

/** At the end, so that nothing above it moves when it appears; it sticks to the foot of the screen. */
export const moreBanner = html`<p class="app-more" data-live-more hidden>
  <a href="">New times have come free. Show them</a>
</p>`;

export const dayList = (
  slots: readonly OfferedSlot[],
  today: LocalDay,
  hrefOf: (day: LocalDay) => string,
): Html =>
  html`${groupByWeek(slots).map(
    ({ monday, days }) =>
      html`<h2 class="nhsuk-heading-s app-week">${weekWords(monday, today)}</h2>
        <ul class="nhsuk-list app-days">
          ${days.map(({ day, slots: n, first }) => {
            const near = nearWord(day, today);
            return html`<li class="app-day" data-live-key="${day}">
              <a class="app-day__link" href="${hrefOf(day)}"
                >${near !== undefined && `${near}, `}${dayWords(day, today)}</a
              >
              <span class="app-day__count">${count(n, 'appointment')}, from ${formatClock(first)}</span>
            </li>`;
          })}
        </ul>`,
  )}`;

interface TimesForm {
  readonly slots: readonly OfferedSlot[];
  readonly action: string;
  readonly fields: Readonly<Record<string, string | undefined>>;
}

/** Each time is a button of one form, sent as `slot`. */
export const timesForm = ({ slots, action, fields }: TimesForm): Html =>
  html`<form method="post" action="${action}">
    ${Object.entries(fields).map(([name, value]) => hidden(name, value))}
    ${groupTimes(slots).map(
      ({ who, where, parts }) =>
        html`<section class="app-times" aria-label="${who}, ${where}">
          <h2 class="nhsuk-heading-m app-times__who">${who} <span class="app-times__site">${where}</span></h2>
          ${parts.map(
            (part) =>
              html`<h3 class="nhsuk-heading-xs app-times__part">${part.part}</h3>
                <ul class="nhsuk-list app-times__list">
                  ${part.slots.map(
                    (slot) =>
                      html`<li>
                        <button
                          class="app-time"
                          type="submit"
                          name="slot"
                          value="${slot.id}"
                          data-live-key="${slot.id}"
                        >
                          ${formatClock(slot.startsAt)}<span class="nhsuk-u-visually-hidden">
                            with ${who}, ${where}</span
                          >
                        </button>
                      </li>`,
                  )}
                </ul>`,
          )}
        </section>`,
    )}
  </form>`;
