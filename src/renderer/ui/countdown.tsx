/** Time left, ticking. Drawn apart, so that only these few characters change each second. */
import type { Instant } from '#shared/domain/time.ts';
import { formatAge, formatCountdown } from '#shared/domain/time-words.ts';
import { useNow } from '../state/now.ts';

export function Countdown({ until }: { readonly until: Instant }) {
  const now = useNow();
  return <span>{formatCountdown(until - now)}</span>;
}

/** `4 s ago`, ticking. */
export function Ago({ at }: { readonly at: Instant }) {
  const now = useNow();
  return <span>{formatAge(now - at)} ago</span>;
}
