/** The pages on which a patient says who they are, what it is about, and checks it all. The held time stands on each. */
import { html } from 'hono/html';
import { MOST_REASON_CHARS } from '../api/bodies.ts';
import type { SitePractice } from '../deps.ts';
import type { TypedIdentity, Visit } from '../visits.ts';
import { timesAddress, visitAddress, whatAddress } from './addresses.ts';
import { button, describedBy, errorMessage, errorSummary, howRow, summaryRow } from './form-parts.ts';
import { heldStrip } from './held-strip.ts';
import type { DateField, IdentityTrouble } from './identity-form.ts';
import { type Html, type Page, ringPractice } from './layout.ts';
import { wholeWhen, withWhom } from './slot-words.ts';
import { formatNhsNumber } from '#shared/domain/patient.ts';
import { type Instant, type LocalDay, dayOf, formatDayLong } from '#shared/domain/time.ts';

interface WhoPage {
  readonly visit: Visit;
  readonly now: Instant;
  readonly typed: TypedIdentity;
  readonly troubles: readonly IdentityTrouble[];
  /** A sentence above the form that is no field's fault: not matched, EHR not answering. */
  readonly general?: Html;
}

const dateField = (part: DateField, label: string, value: string, isWrong: boolean): Html =>
  html`<div class="nhsuk-date-input__item">
    <div class="nhsuk-form-group">
      <label class="nhsuk-label nhsuk-date-input__label" for="dob-${part}">${label}</label>
      <input
        class="nhsuk-input nhsuk-date-input__input nhsuk-input--width-${part === 'year' ? 4 : 2} ${isWrong && 'nhsuk-input--error'}"
        id="dob-${part}"
        name="${part}"
        type="text"
        inputmode="numeric"
        maxlength="${part === 'year' ? 4 : 2}"
        autocomplete="bday-${part}"
        value="${value}"
      />
    </div>
  </div>`;

export function whoPage({ visit, now, typed, troubles, general }: WhoPage): Page {
  const numberTrouble = troubles.find(({ field }) => field === 'nhs-number');
  const dateTrouble = troubles.find(({ field }) => field.startsWith('dob-'));
  const isWrong = (part: DateField) => dateTrouble?.parts?.includes(part) ?? false;
  const { slot } = visit;
  return {
    title: 'Who are you?',
    back: { href: timesAddress(slot.slotTypeId, slot.day, visit.id), text: 'Back to times' },
    hasError: troubles.length > 0 || general !== undefined,
    live: 'hold',
    content: html`${general} ${errorSummary(troubles)}
      <h1 class="nhsuk-heading-l">Who are you?</h1>
      ${heldStrip(visit, now)}
      <form method="post" action="${visitAddress(visit.id, 'who')}" novalidate>
        <div class="nhsuk-form-group ${numberTrouble && 'nhsuk-form-group--error'}">
          <label class="nhsuk-label nhsuk-label--s" for="nhs-number">NHS number</label>
          <div class="nhsuk-hint" id="nhs-number-hint">
            10 digits, like 999 123 4567. It is on letters from the NHS and in the NHS App.
          </div>
          ${numberTrouble && errorMessage('nhs-number-error', numberTrouble.text)}
          <input
            class="nhsuk-input nhsuk-input--width-10 ${numberTrouble && 'nhsuk-input--error'}"
            id="nhs-number"
            name="nhsNumber"
            type="text"
            inputmode="numeric"
            maxlength="20"
            autocomplete="off"
            spellcheck="false"
            ${describedBy('nhs-number-hint', numberTrouble !== undefined && 'nhs-number-error')}
            value="${typed.nhsNumber}"
          />
        </div>
        <div class="nhsuk-form-group ${dateTrouble && 'nhsuk-form-group--error'}">
          <fieldset
            class="nhsuk-fieldset"
            role="group"
            ${describedBy('dob-hint', dateTrouble !== undefined && 'dob-error')}
          >
            <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">Date of birth</legend>
            <div class="nhsuk-hint" id="dob-hint">For example, 31 3 1980</div>
            ${dateTrouble && errorMessage('dob-error', dateTrouble.text)}
            <div class="nhsuk-date-input">
              ${dateField('day', 'Day', typed.day, isWrong('day'))}
              ${dateField('month', 'Month', typed.month, isWrong('month'))}
              ${dateField('year', 'Year', typed.year, isWrong('year'))}
            </div>
          </fieldset>
        </div>
        ${button('Continue')}
      </form>`,
  };
}

/** Why the details did not get further, in a box like the error summary's. */
export const generalTrouble = (title: string, body: Html): Html =>
  html`<div class="nhsuk-error-summary" id="error-summary" tabindex="-1">
    <div role="alert">
      <h2 class="nhsuk-error-summary__title">${title}</h2>
      <div class="nhsuk-error-summary__body">${body}</div>
    </div>
  </div>`;

export const notMatched = (practice: SitePractice): Html =>
  generalTrouble(
    'We could not match your details',
    html`<p>Check your <a href="#nhs-number">NHS number</a> and <a href="#dob-day">date of birth</a>.</p>
      <p>If they are right, ${ringPractice(practice)}.</p>`,
  );

export const tooManyTries = (practice: SitePractice): Html =>
  generalTrouble(
    'These details were wrong too often',
    html`<p>
      To keep patients' details safe we cannot check them again today. Please ${ringPractice(practice)}.
    </p>`,
  );

export const cannotCheck = (practice: SitePractice): Html =>
  generalTrouble(
    'We could not check your details just now',
    html`<p>
        The practice's system did not answer. What you typed is still here: press Continue to try again.
      </p>
      <p>Your time is still kept for you. You can also ${ringPractice(practice)}.</p>`,
  );

export function reasonPage(visit: Visit, now: Instant, trouble?: string, typed?: string): Page {
  return {
    title: 'What is it about?',
    back: { href: visitAddress(visit.id, 'who') },
    hasError: trouble !== undefined,
    live: 'hold',
    content: html`${trouble !== undefined && errorSummary([{ field: 'reason', text: trouble }])}
      <h1 class="nhsuk-label-wrapper app-question">
        <label class="nhsuk-label nhsuk-label--l" for="reason">What is it about? (optional)</label>
      </h1>
      ${heldStrip(visit, now)}
      <form method="post" action="${visitAddress(visit.id, 'reason')}" novalidate>
        <div class="nhsuk-form-group ${trouble !== undefined && 'nhsuk-form-group--error'}">
          <div class="nhsuk-hint" id="reason-hint">
            A few words for whoever your appointment is with, at most ${MOST_REASON_CHARS} characters. Leave
            it empty if you would rather not say. It may not be read before your appointment.
          </div>
          ${trouble !== undefined && errorMessage('reason-error', trouble)}
          <textarea
            class="nhsuk-textarea ${trouble !== undefined && 'nhsuk-textarea--error'}"
            id="reason"
            name="reason"
            rows="3"
            ${describedBy('reason-hint', trouble !== undefined && 'reason-error')}
          >
${typed ?? visit.details.reason ?? ''}</textarea>
        </div>
        ${button('Continue')}
      </form>`,
  };
}

/** `31 March 1980` */
const birthWords = (day: LocalDay): string => formatDayLong(day).replace(/^\w+ /, '');

export function checkPage(visit: Visit, now: Instant, trouble?: Html): Page {
  const { slot, details } = visit;
  const change = (href: string, what: string) => ({ href, what });
  const who = visitAddress(visit.id, 'who');
  const times = timesAddress(slot.slotTypeId, slot.day, visit.id);
  const { identity } = details;
  return {
    title: 'Check and book',
    back: { href: visitAddress(visit.id, 'reason') },
    hasError: trouble !== undefined,
    live: 'hold',
    content: html`${trouble}
      <h1 class="nhsuk-heading-l">Check and book</h1>
      ${heldStrip(visit, now)}
      <dl class="nhsuk-summary-list">
        ${summaryRow('What', slot.slotTypeName, change(whatAddress(slot.slotTypeId, visit.id), 'what you need'))}
        ${summaryRow('When', wholeWhen(slot, dayOf(now)), change(times, 'the day and time'))}
        ${summaryRow('With', withWhom(slot), change(times, 'who it is with'))}
        ${summaryRow('Where', slot.siteName)} ${howRow(slot)}
        ${identity && summaryRow('NHS number', formatNhsNumber(identity.nhsNumber), change(who, 'your NHS number'))}
        ${identity && summaryRow('Date of birth', birthWords(identity.dateOfBirth), change(who, 'your date of birth'))}
        ${summaryRow(
          'What it is about',
          details.reason ? details.reason : 'Nothing added',
          change(visitAddress(visit.id, 'reason'), 'what it is about'),
        )}
      </dl>
      <form method="post" action="${visitAddress(visit.id, 'book')}">
        ${button('Book this appointment')}
      </form>`,
  };
}
