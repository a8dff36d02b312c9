/** The pages on which a patient chooses: start, what for, which day, which time. Pure: data in, page out. */
import { html } from 'hono/html';
import type { OfferedSlot, SitePractice, SiteSlotType } from '../deps.ts';
import { timesAddress, whatAddress, whenAddress } from './addresses.ts';
import { button, errorSummary, hidden, radios } from './form-parts.ts';
import { type Page, ringPractice } from './layout.ts';
import { dayList, moreBanner, timesForm } from './slot-lists.ts';
import { count, countByType, dayWords, whenWords } from './slot-words.ts';
import type { LocalDay } from '#shared/domain/time.ts';

export const startPage = (practice: SitePractice): Page => ({
  title: 'Book an appointment',
  content: html`<h1 class="nhsuk-heading-l">Book an appointment</h1>
    <p>Use this service to book an appointment at ${practice.name}, if you are a patient of the practice.</p>
    <p>You will need:</p>
    <ul>
      <li>your NHS number: it is on letters from the NHS and in the NHS App</li>
      <li>your date of birth</li>
    </ul>
    <p>It takes about 2 minutes. You will see at once whether the appointment is booked.</p>
    <a class="nhsuk-button" href="${whatAddress()}" role="button" draggable="false">Start now</a>
    <p>You can also ${ringPractice(practice)}.</p>`,
});

interface WhatPage {
  readonly types: readonly SiteSlotType[];
  readonly slots: readonly OfferedSlot[];
  readonly today: LocalDay;
  readonly chosen?: string | undefined;
  readonly visit?: string | undefined;
  readonly isMissing?: boolean;
}

export function whatPage(practice: SitePractice, asked: WhatPage): Page {
  const counts = countByType(asked.slots);
  const items = asked.types.flatMap(({ id, name }) => {
    const of = counts.get(id);
    if (!of) return [];
    const soonest = whenWords(of.first, asked.today);
    const hint = `${count(of.slots, 'appointment')} on ${count(of.days, 'day')}, the soonest ${soonest}`;
    return [{ value: id, text: name, hint }];
  });
  const without = asked.types.filter(({ id }) => !counts.has(id)).map(({ name }) => name);
  const trouble = { field: 'type', text: 'Select what you need' };
  return {
    title: 'What do you need?',
    back: { href: '/' },
    hasError: asked.isMissing === true,
    content: html`${asked.isMissing === true && errorSummary([trouble])}
      <form method="get" action="/when" novalidate>
        ${radios({
          name: 'type',
          legend: 'What do you need?',
          items,
          chosen: asked.chosen,
          trouble: asked.isMissing === true ? trouble : undefined,
        })}
        ${hidden('visit', asked.visit)} ${button('Continue')}
      </form>
      ${
        without.length > 0 &&
        html`<h2 class="nhsuk-heading-s">Nothing free online at the moment</h2>
          <ul>
            ${without.map((name) => html`<li>${name}</li>`)}
          </ul>
          <p>
            New times appear here as soon as the practice adds them. For these, ${ringPractice(practice)}.
          </p>`
      }`,
  };
}

interface WhenPage {
  readonly type: SiteSlotType;
  readonly slots: readonly OfferedSlot[];
  readonly today: LocalDay;
  readonly visit?: string | undefined;
}

export const whenPage = ({ type, slots, today, visit }: WhenPage): Page => ({
  title: 'Which day suits you?',
  back: { href: whatAddress(type.id, visit) },
  live: 'availability',
  content: html`<span class="nhsuk-caption-l">${type.name}</span>
    <h1 class="nhsuk-heading-l">Which day suits you?</h1>
    ${dayList(slots, today, (day) => timesAddress(type.id, day, visit))} ${moreBanner}`,
});

interface TimesPage extends WhenPage {
  readonly day: LocalDay;
}

export const timesPage = ({ type, slots, today, day, visit }: TimesPage): Page => ({
  title: `Times on ${dayWords(day, today)}`,
  back: { href: whenAddress(type.id, visit) },
  live: 'availability',
  content: html`<span class="nhsuk-caption-l">${type.name}</span>
    <h1 class="nhsuk-heading-l">${dayWords(day, today)}</h1>
    <p>Choose a time. We keep it for you while you fill in your details.</p>
    ${timesForm({ slots, action: '/hold', fields: { type: type.id, day, visit } })} ${moreBanner}`,
});
