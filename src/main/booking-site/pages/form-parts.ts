/** Pieces of forms in nhsuk-frontend's markup, with its error pattern: a summary on top that leads to each field. */
import { html } from 'hono/html';
import type { Html } from './layout.ts';
import { howWords } from './slot-words.ts';

export interface FieldTrouble {
  /** The id of the field that the summary leads to. */
  readonly field: string;
  readonly text: string;
}

export const errorSummary = (troubles: readonly FieldTrouble[]): Html | '' =>
  troubles.length === 0
    ? ''
    : html`<div class="nhsuk-error-summary" id="error-summary" tabindex="-1">
        <div role="alert">
          <h2 class="nhsuk-error-summary__title">There is a problem</h2>
          <div class="nhsuk-error-summary__body">
            <ul class="nhsuk-list nhsuk-error-summary__list">
              ${troubles.map(({ field, text }) => html`<li><a href="#${field}">${text}</a></li>`)}
            </ul>
          </div>
        </div>
      </div>`;

export const errorMessage = (id: string, text: string): Html =>
  html`<span class="nhsuk-error-message" id="${id}"
    ><span class="nhsuk-u-visually-hidden">Error: </span>${text}</span
  >`;

/** `describedBy`, or nothing when there is nothing to point at. */
export const describedBy = (...ids: readonly (string | false)[]): Html | '' => {
  const given = ids.filter((id) => id !== false);
  return given.length === 0 ? '' : html`aria-describedby="${given.join(' ')}"`;
};

export interface RadioItem {
  readonly value: string;
  readonly text: string;
  readonly hint?: string;
}

interface Radios {
  readonly name: string;
  readonly legend: string;
  readonly items: readonly RadioItem[];
  readonly chosen?: string | undefined;
  readonly trouble?: FieldTrouble | undefined;
}

/** The legend is the page's heading: one question a page. */
export const radios = ({ name, legend, items, chosen, trouble }: Radios): Html =>
  html`<div class="nhsuk-form-group ${trouble && 'nhsuk-form-group--error'}">
    <fieldset class="nhsuk-fieldset" ${trouble && describedBy(`${name}-error`)}>
      <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--l">
        <h1 class="nhsuk-fieldset__heading">${legend}</h1>
      </legend>
      ${trouble && errorMessage(`${name}-error`, trouble.text)}
      <div class="nhsuk-radios">
        ${items.map((item, at) => {
          const id = at === 0 ? name : `${name}-${at + 1}`;
          return html`<div class="nhsuk-radios__item">
            <input
              class="nhsuk-radios__input"
              id="${id}"
              name="${name}"
              type="radio"
              value="${item.value}"
              ${item.value === chosen && 'checked'}
              ${item.hint !== undefined && describedBy(`${id}-hint`)}
            />
            <label class="nhsuk-label nhsuk-radios__label" for="${id}">${item.text}</label>
            ${
              item.hint !== undefined &&
              html`<div class="nhsuk-hint nhsuk-radios__hint" id="${id}-hint">${item.hint}</div>`
            }
          </div>`;
        })}
      </div>
    </fieldset>
  </div>`;

export const button = (text: string): Html =>
  html`<button class="nhsuk-button" type="submit" data-prevent-double-click="true">${text}</button>`;

export const hidden = (name: string, value: string | undefined): Html | '' =>
  value === undefined ? '' : html`<input type="hidden" name="${name}" value="${value}" />`;

export const summaryRow = (
  key: string,
  value: string | Html,
  change?: { href: string; what: string },
): Html =>
  html`<div class="nhsuk-summary-list__row ${!change && 'nhsuk-summary-list__row--no-actions'}">
    <dt class="nhsuk-summary-list__key">${key}</dt>
    <dd class="nhsuk-summary-list__value">${value}</dd>
    ${
      change &&
      html`<dd class="nhsuk-summary-list__actions">
        <a href="${change.href}">Change<span class="nhsuk-u-visually-hidden"> ${change.what}</span></a>
      </dd>`
    }
  </div>`;

/** How the patient will be seen; no row where the diary does not say. */
export function howRow(slot: Parameters<typeof howWords>[0]): Html | '' {
  const how = howWords(slot);
  return how === undefined ? '' : summaryRow('How', how);
}
