/**
 * Token buckets, one for each address: `burst` requests at once, then `perSecond`. Counted on the monotonic clock, so
 * setting the PC's clock back cannot lock anybody out.
 */
import type { Allowance } from '../deps.ts';

export interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

/** What taking one token leaves, and how long until there is one when there was none. */
export function takeToken(
  bucket: Bucket | undefined,
  allowance: Allowance,
  nowMs: number,
): { readonly bucket: Bucket; readonly waitMs: number } {
  const filled = bucket === undefined ? allowance.burst : refill(bucket, allowance, nowMs);
  if (filled < 1) {
    return {
      bucket: { tokens: filled, atMs: nowMs },
      waitMs: Math.ceil(((1 - filled) / allowance.perSecond) * 1000),
    };
  }
  return { bucket: { tokens: filled - 1, atMs: nowMs }, waitMs: 0 };
}

function refill({ tokens, atMs }: Bucket, { burst, perSecond }: Allowance, nowMs: number): number {
  return Math.min(burst, tokens + (Math.max(0, nowMs - atMs) / 1000) * perSecond);
}

const MOST_ADDRESSES = 5_000;

export function createRateLimit(allowance: Allowance, nowMs: () => number) {
  const buckets = new Map<string, Bucket>();

  /** A full bucket is the same as none, so forgetting those is free; a flood of addresses costs the oldest theirs. */
  function makeRoom() {
    const now = nowMs();
    for (const [address, bucket] of buckets) {
      if (refill(bucket, allowance, now) >= allowance.burst) buckets.delete(address);
    }
    for (const address of buckets.keys()) {
      if (buckets.size < MOST_ADDRESSES) break;
      buckets.delete(address);
    }
  }

  return {
    /** Milliseconds to wait; 0 when the request may go on. */
    take(address: string): number {
      if (!buckets.has(address) && buckets.size >= MOST_ADDRESSES) makeRoom();
      const { bucket, waitMs } = takeToken(buckets.get(address), allowance, nowMs());
      buckets.set(address, bucket);
      return waitMs;
    },
    /** As `take`, without taking. */
    peek: (address: string): number => takeToken(buckets.get(address), allowance, nowMs()).waitMs,
  };
}

export type RateLimit = ReturnType<typeof createRateLimit>;
