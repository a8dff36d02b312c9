// Buckets: a burst, then a steady pace, and never more than that over any stretch of time.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Bucket, createRateLimit, takeToken } from '../../../src/main/booking-site/http/rate-limit.ts';

const allowance = { burst: 5, perSecond: 2 };

it('lets a burst through, then one each half second', () => {
  let now = 0;
  const limit = createRateLimit(allowance, () => now);
  expect(Array.from({ length: 6 }, () => limit.take('a') === 0)).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
  ]);
  expect(limit.take('a')).toBe(500);
  expect(limit.take('b')).toBe(0);
  now = 500;
  expect(limit.peek('a')).toBe(0);
  expect(limit.take('a')).toBe(0);
  expect(limit.take('a')).toBe(500);
});

it('never lets more through than burst + pace × time, whatever the rhythm', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 200 }), (gaps) => {
      let now = 0;
      let bucket: Bucket | undefined;
      let passed = 0;
      for (const gap of gaps) {
        now += gap;
        const taken = takeToken(bucket, allowance, now);
        bucket = taken.bucket;
        if (taken.waitMs === 0) passed += 1;
      }
      expect(passed).toBeLessThanOrEqual(allowance.burst + (now / 1000) * allowance.perSecond + 1e-6);
    }),
  );
});

it('after the wait that it names, there is a token', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), (tokens) => {
      const { waitMs } = takeToken({ tokens, atMs: 0 }, allowance, 0);
      expect(takeToken({ tokens, atMs: 0 }, allowance, waitMs).waitMs).toBe(0);
    }),
  );
});
