/** What is on its way to the diary for a booking, since when, why it is not there yet and when it is tried next. Pure. */
import type { BookingRow, HealthRow } from '#shared/contract/rows.ts';
import { briefCauseOf } from '#shared/domain/failure-words.ts';
import type { Instant } from '#shared/domain/time.ts';
import { formatAge, formatSince } from '#shared/domain/time-words.ts';

export interface PendingFacts {
  readonly booking: Pick<BookingRow, 'state' | 'failure' | 'pending' | 'replaces'>;
  readonly ehr: string;
  readonly write: HealthRow | undefined;
  readonly now: Instant;
}

const upperFirst = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

function whatWaits({ booking, ehr }: PendingFacts, since: string): string {
  const isCancel = booking.pending?.kind === 'cancel';
  if (booking.state === 'checking')
    return `Sent, and ${ehr} may have it: being looked for, asked for ${since}`;
  if (isCancel) return `Waiting to be taken out of ${ehr} since ${since}`;
  return `${booking.replaces ? 'The move is waiting' : 'Waiting'} to be written to ${ehr} since ${since}`;
}

/** Before the first try: it waits only so that it can be taken back. */
const isHeldBack = ({ booking: { pending, failure }, now }: PendingFacts): boolean =>
  failure === undefined && pending?.undoUntil !== undefined && pending.undoUntil > now;

/** What keeps it, once it was tried or cannot be. */
export function whyNotYet({ booking, ehr, write }: PendingFacts): string | undefined {
  if (booking.failure) return briefCauseOf(booking.failure, ehr);
  return write?.state === 'not-in-step' && write.failure ? briefCauseOf(write.failure, ehr) : undefined;
}

/** In a lasting failure of writing nothing is tried before its own next try, whatever the booking says. */
function nextTry(facts: PendingFacts): string {
  const { booking, write, now } = facts;
  const own = booking.pending?.nextTryAt ?? now;
  const common = write?.state === 'not-in-step' ? (write.nextTryAt ?? own) : own;
  const at = Math.max(own, common);
  if (at <= now) return 'being tried now';
  return `${isHeldBack(facts) ? 'sent' : 'next try'} in ${formatAge(at - now)}`;
}

/** What waits, and then why and until when: parts to be joined by a middle dot. Empty when nothing is on its way. */
export function pendingWords(facts: PendingFacts): readonly string[] {
  const { pending } = facts.booking;
  if (!pending) return [];
  const cause = whyNotYet(facts);
  const why = cause
    ? upperFirst(cause)
    : isHeldBack(facts)
      ? 'Held back so that it can be undone'
      : undefined;
  const tries = pending.attempts > 1 ? [`sent ${pending.attempts} times`] : [];
  return [
    whatWaits(facts, formatSince(pending.since, facts.now)),
    ...(why === undefined ? [] : [why]),
    ...tries,
    nextTry(facts),
  ];
}
