/** When a notice that was not delivered is tried again. Pure: longer each time, spread out, and only while it is of use. */
import type { NoticeKind } from '#shared/domain/notice.ts';
import { DAY, type Instant, MINUTE, SECOND, asInstant, later } from '#shared/domain/time.ts';

const FIRST_MS = 5 * SECOND;
const LONGEST_MS = 30 * MINUTE;

/** Later than anything that is waited for. */
export const NEVER = asInstant(8_640_000_000_000_000);

/** `attempts` before this one failed; `fraction` in [0, 1). Half of the wait is certain. What the other side asks for is kept. */
export function nextTryAt(at: Instant, attempts: number, fraction: number, retryAfterMs = 0): Instant {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts, 16));
  const wait = Math.round(ceiling * (0.5 + fraction / 2));
  return later(at, Math.min(LONGEST_MS, Math.max(wait, retryAfterMs)));
}

/** Nobody is helped by it any more: the appointment that it is about is over. */
export const isOver = (
  slot: { readonly startsAt: Instant; readonly durationMin: number },
  now: Instant,
): boolean => now >= later(slot.startsAt, slot.durationMin * MINUTE);

/** What patients asked for themselves and saw on their page. */
const AS_ASKED: ReadonlySet<NoticeKind> = new Set(['confirmed', 'cancelled', 'moved']);

/**
 * Never tried and a day old: written while there was no gateway. Nobody wants their bookings of last week confirmed because
 * the practice has set one up today; bad news is told however old it is.
 */
export const isOldNews = (
  { kind, at, attempts }: { readonly kind: NoticeKind; readonly at: Instant; readonly attempts: number },
  now: Instant,
): boolean => attempts === 0 && AS_ASKED.has(kind) && now - at > DAY;

/** How often a notice is plainly refused before later ones of its booking stop waiting for it. */
const MOST_REFUSALS = 5;

/**
 * The other side answers, and will not have this one: what the patient has to hear since then must not be lost behind it.
 * A side that does not answer refuses nothing, however long it lasts: there order is kept.
 */
export const givesWay = (refusals: number, waitingBehind: number): boolean =>
  waitingBehind > 0 && refusals >= MOST_REFUSALS;
