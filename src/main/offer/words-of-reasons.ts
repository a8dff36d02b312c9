/** Every reason of the offer engine as one plain sentence for reception, and in a few words for counting. */
import { type Instant, SECOND, formatClock, formatClockWithSeconds } from '#shared/domain/time.ts';
import { countOf, formatAge, formatSince } from '#shared/domain/time-words.ts';
import type { HiddenCode, HiddenReason } from '#shared/domain/why-missing.ts';

import { type Seen, whyNoLongerShown } from './words-of-sight.ts';

export interface Wording extends Seen {
  readonly now: Instant;
  /** A booking of ours wants the slot, or has it. */
  readonly isBookedHere?: boolean;
}

/** Where blocked or booked slots are not shown, a slot that is gone is only known not to be free. */
function wordsOfWithdrawn(at: Instant, wording: Wording): string {
  const { ehr, sees, now, isBookedHere } = wording;
  const noticed = `noticed ${formatSince(at, now)}`;
  if (sees.blockedSlots) return `No longer in ${ehr} with this slot type; ${noticed}.`;
  const gone = `No longer free in ${ehr} (${noticed}).`;
  return isBookedHere && !sees.bookedSlots ? gone : `${gone} ${whyNoLongerShown(wording)}`;
}

/** `90 s`, `5 min`: a limit, never rounded away. */
export const formatLimit = (ms: number): string =>
  ms <= 120 * SECOND ? `${Math.round(ms / SECOND)} s` : formatAge(ms);

export function wordsOfReason(reason: HiddenReason, wording: Wording): string {
  const { ehr, now } = wording;
  switch (reason.code) {
    case 'type-not-active':
      return 'Its slot type is not switched on for online booking.';
    case 'booked':
      return `Already booked in ${ehr}.`;
    case 'blocked':
      return `Blocked in ${ehr}.`;
    case 'embargoed':
      return `Embargoed: ${ehr} releases it later.`;
    case 'status-unknown':
      return `${ehr} gives it a state or a time that Slotkeeper does not know, so it counts as not free.`;
    case 'withdrawn':
      return wordsOfWithdrawn(reason.at, wording);
    case 'in-the-past':
      return 'Its time has passed.';
    case 'too-soon':
      return `Too soon: it could be booked online until ${formatClock(reason.bookableUntil)}.`;
    case 'beyond-horizon':
      return `Further ahead than online booking reaches (${countOf(reason.horizonDays, 'day')}).`;
    case 'held':
      return `Held by a patient who is choosing, until ${formatClock(reason.until)}.`;
    case 'being-booked':
      return 'Booked online, or being booked online now.';
    case 'not-read-yet':
      return `Not read from ${ehr} yet.`;
    case 'reading-too-old':
      return `Last read at ${formatClockWithSeconds(reason.readAt)}: nothing older than ${formatLimit(reason.limitMs)} is offered.`;
    case 'reading-suspect':
      return `A session, or many slots of this day at once, vanished from ${ehr} (${formatSince(reason.since, now)}); nothing is offered until a second reading says the same.`;
    case 'clock-wrong':
      return `This PC's clock and ${ehr}'s are too far apart to trust any time.`;
    case 'key-unavailable':
      return 'The key to patients’ details cannot be had on this PC, so nothing can be booked online.';
    case 'queue-too-long':
      return `Too many bookings wait to be written to ${ehr}.`;
  }
}

const SHORT_WORDS: Readonly<Record<HiddenCode, string>> = {
  'type-not-active': 'of a type that is switched off',
  booked: 'already booked',
  blocked: 'blocked',
  embargoed: 'embargoed',
  'status-unknown': 'in an unknown state',
  withdrawn: 'withdrawn',
  'in-the-past': 'in the past',
  'too-soon': 'too soon',
  'beyond-horizon': 'too far ahead',
  held: 'held by patients',
  'being-booked': 'booked online',
  'not-read-yet': 'not read yet',
  'reading-too-old': 'not read lately enough',
  'reading-suspect': 'in doubt',
  'clock-wrong': 'without a clock to trust',
  'key-unavailable': 'without the key to patients’ details',
  'queue-too-long': 'waiting for the queue of bookings',
};

/** For a count of slots: `12 already booked`. */
export const shortWordsOf = (code: HiddenCode, { sees }: Seen): string =>
  code === 'withdrawn' && !sees.blockedSlots ? 'no longer free' : SHORT_WORDS[code];
