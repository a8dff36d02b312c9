/** The pages on which a patient cancels or moves an appointment: the question, the day, the time, the check, and why not. */
import { html } from 'hono/html';
import type { CancelStep } from '../../bookings/decide-change.ts';
import type { Booking } from '../../store/store.ts';
import type { OfferedSlot, SitePractice } from '../deps.ts';
import type { Visit } from '../visits.ts';
import { changeAddress } from './addresses.ts';
import { appointment, heading, timeOf } from './booking-parts.ts';
import { button, howRow, summaryRow } from './form-parts.ts';
import { heldStrip } from './held-strip.ts';
import { type Html, type Page, ringPractice } from './layout.ts';
import { dayList, moreBanner, timesForm } from './slot-lists.ts';
import { dayWords, wholeWhen, withWhom } from './slot-words.ts';
import { otherTimes } from './trouble-pages.ts';
import type { Failure } from '#shared/domain/failure.ts';
import type { Instant, LocalDay } from '#shared/domain/time.ts';

/** The booking whose pages these are. */
export interface Changing {
  readonly booking: Booking;
  readonly secret: string;
  /** Its own page. */
  readonly address: string;
  readonly today: LocalDay;
  readonly now: Instant;
}

const own = ({ booking, secret }: Changing) => ({ id: booking.id, secret });
const backTo = (changing: Changing) => ({ href: changing.address, text: 'Back to your appointment' });

/** Of one that is being moved the new time goes too; each of its two ways is said before it is asked for. */
const MOVE_GOES_TOO: Readonly<Partial<Record<CancelStep, string>>> = {
  'undo-move': 'It is being moved. The move is stopped first, and the new time is not booked.',
  both: 'It is being moved, and we have sent the new time to the practice’s diary already. This one is cancelled now. If the new time turns out to be booked, we cancel it too, as soon as we know. You cannot take this back.',
};

export function cancelPage(changing: Changing, step: CancelStep): Page {
  const { booking, today } = changing;
  const goesToo = MOVE_GOES_TOO[step];
  const title = goesToo
    ? 'Do you want to cancel this appointment and its new time?'
    : 'Do you want to cancel this appointment?';
  return {
    title,
    back: backTo(changing),
    content: html`${heading(title)} ${appointment(booking.slot, today)} ${goesToo && html`<p>${goesToo}</p>`}
      <p>Once it is cancelled, somebody else can have the time.</p>
      <form method="post" action="${changeAddress(own(changing), 'cancel')}">
        <button class="nhsuk-button nhsuk-button--warning" type="submit" data-prevent-double-click="true">
          ${goesToo ? 'Yes, cancel both' : 'Yes, cancel it'}
        </button>
      </form>
      <p><a href="${changing.address}">${goesToo ? 'No, go back' : 'No, keep it'}</a></p>
      ${
        !goesToo &&
        html`<p><a href="${changeAddress(own(changing), 'move')}">Move it to another time instead</a></p>`
      }`,
  };
}

const nowAt = ({ booking, today }: Changing): Html =>
  html`<p>You have ${timeOf(booking.slot, today)} now. It stays yours until the new time is booked.</p>`;

interface MoveChoice extends Changing {
  readonly slots: readonly OfferedSlot[];
  readonly visit?: string;
}

const carrying = (visit: string | undefined) => (visit === undefined ? {} : { visit });

export const moveDaysPage = ({ slots, visit, ...changing }: MoveChoice): Page => ({
  title: 'Which day suits you better?',
  back: backTo(changing),
  live: 'availability',
  content: html`<span class="nhsuk-caption-l">${changing.booking.slot.slotTypeName}</span>
    ${heading('Which day suits you better?')} ${nowAt(changing)}
    ${dayList(slots, changing.today, (day) =>
      changeAddress(own(changing), 'move/times', { day, ...carrying(visit) }),
    )}
    ${moreBanner}`,
});

export const moveTimesPage = ({ slots, visit, day, ...changing }: MoveChoice & { day: LocalDay }): Page => ({
  title: `Times on ${dayWords(day, changing.today)}`,
  back: { href: changeAddress(own(changing), 'move', carrying(visit)) },
  live: 'availability',
  content: html`<span class="nhsuk-caption-l">${changing.booking.slot.slotTypeName}</span>
    ${heading(dayWords(day, changing.today))} ${nowAt(changing)}
    ${timesForm({ slots, action: changeAddress(own(changing), 'move/hold'), fields: { visit } })}
    ${moreBanner}`,
});

interface MoveCheck extends Changing {
  readonly visit: Visit;
  readonly trouble?: Html;
}

export function moveCheckPage({ visit, trouble, ...changing }: MoveCheck): Page {
  const { slot } = visit;
  const { now, today } = changing;
  const times = changeAddress(own(changing), 'move/times', { day: slot.day, visit: visit.id });
  return {
    title: 'Check and move',
    back: { href: times, text: 'Back to times' },
    hasError: trouble !== undefined,
    live: 'hold',
    content: html`${trouble} ${heading('Check and move')} ${heldStrip(visit, now)}
      <dl class="nhsuk-summary-list">
        ${summaryRow('What', slot.slotTypeName)}
        ${summaryRow('You have now', wholeWhen(changing.booking.slot, today))}
        ${summaryRow('New time', wholeWhen(slot, today), { href: times, what: 'the new time' })}
        ${summaryRow('With', withWhom(slot))} ${summaryRow('Where', slot.siteName)} ${howRow(slot)}
      </dl>
      <p>Your old appointment is cancelled only once the new one is booked.</p>
      <form method="post" action="${changeAddress(own(changing), 'move', { visit: visit.id })}">
        ${button('Move my appointment')}
      </form>`,
  };
}

export const moveGonePage = (
  practice: SitePractice,
  { others, visit, ...changing }: Changing & { others: readonly OfferedSlot[]; visit?: string },
): Page => ({
  title: 'That time has just gone',
  back: backTo(changing),
  content: html`${heading('That time has just gone')}
    <p>It is no longer free. Nothing has changed: <strong>your appointment stands, as before.</strong></p>
    ${appointment(changing.booking.slot, changing.today)}
    ${otherTimes(others, changing.today, {
      action: changeAddress(own(changing), 'move/hold'),
      ...carrying(visit),
    })}
    <p>
      <a href="${changeAddress(own(changing), 'move', carrying(visit))}">See all times</a>, or
      ${ringPractice(practice)}.
    </p>`,
});

type Asked = 'cancel' | 'move' | 'undo';
const CANNOT: Readonly<Record<Asked, string>> = {
  cancel: 'It cannot be cancelled here just now',
  move: 'It cannot be moved here just now',
  undo: 'It is too late to take this back',
};
const TOO_LATE: Readonly<Record<Asked, string>> = {
  cancel: 'It is too late to cancel online',
  move: 'It is too late to move it online',
  undo: CANNOT.undo,
};
const NOTHING: Readonly<Record<Asked, string>> = {
  cancel: 'There is nothing to cancel',
  move: 'There is nothing to move',
  undo: CANNOT.undo,
};

function titleOf(asked: Asked, { kind, detail }: Failure): string {
  if (kind === 'invalid-input' && detail === 'too-late') return TOO_LATE[asked];
  if (kind === 'invalid-input' && detail === 'not-standing') return NOTHING[asked];
  return CANNOT[asked];
}

/** Why not, in words. Nothing has changed by asking. */
export function changeRefusedPage(
  practice: SitePractice,
  asked: Asked,
  failure: Failure,
  changing: Changing,
): Page {
  const title = titleOf(asked, failure);
  return {
    title,
    back: backTo(changing),
    content: html`${heading(title)}
      <p>${whyWords(asked, failure, changing)}</p>
      ${appointment(changing.booking.slot, changing.today)}
      <p>
        <a href="${changing.address}">Look at your appointment</a>, or please ${ringPractice(practice)}.
      </p>`,
  };
}

function whyWords(asked: Asked, { kind, detail }: Failure, { booking, now }: Changing): string {
  if (asked === 'undo') return 'It is on its way to the practice’s diary, or already there.';
  if (kind === 'try-later') {
    return booking.state === 'needs-you'
      ? 'The practice is checking this appointment. It can be changed here once that is done.'
      : 'We are still working on this appointment. Please look again in a minute.';
  }
  if (kind === 'already-booked') return 'You have another appointment at that time already.';
  if (kind === 'store-trouble') return 'We cannot save anything just now. Nothing has changed.';
  if (kind !== 'invalid-input') return 'This did not work. Nothing has changed.';
  if (detail === 'too-late') {
    return now < booking.slot.startsAt
      ? 'It starts soon, so the practice needs to do this for you.'
      : 'Its time has come, so it cannot be changed here any more.';
  }
  if (detail === 'not-standing') return 'This appointment is not booked, so there is nothing to change.';
  if (detail === 'same-time') return 'That is the time which you have already.';
  return 'The practice needs to do this for you.';
}
