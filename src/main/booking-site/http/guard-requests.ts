/**
 * What every request passes before a route sees it: ours by name, not from a foreign page, not too often.
 * API callers hear a problem, patients a page; `refuse` knows which.
 */
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { isOwnChange, isOwnHost } from './own-host.ts';
import type { Problem } from './problem.ts';
import type { RateLimit } from './rate-limit.ts';

export type Refuse = (c: Context, problem: Problem) => Response | Promise<Response>;

export const addressOf = (c: Context): string => getConnInfo(c).remote.address ?? 'unknown';

const isRead = (method: string): boolean => method === 'GET' || method === 'HEAD';

export const tooOften = (waitMs: number): Problem => ({
  status: 429,
  code: 'too-many-requests',
  title: 'Too many requests',
  detail: 'Wait a moment, then try again.',
  retryAfterMs: waitMs,
});

export function checkHost(boundTo: string, refuse: Refuse): MiddlewareHandler {
  return (c, next) =>
    isOwnHost(c.req.header('host'), boundTo)
      ? next()
      : Promise.resolve(
          refuse(c, {
            status: 421,
            code: 'wrong-host',
            title: 'Not the address of this booking site',
            detail: 'Use the address that the practice gave you.',
          }),
        );
}

export function checkOrigin(refuse: Refuse): MiddlewareHandler {
  return (c, next) => {
    const isOurs =
      isRead(c.req.method) ||
      isOwnChange({
        host: c.req.header('host'),
        origin: c.req.header('origin'),
        fetchSite: c.req.header('sec-fetch-site'),
      });
    if (isOurs) return next();
    return Promise.resolve(
      refuse(c, {
        status: 403,
        code: 'foreign-page',
        title: 'This came from another site',
        detail: 'Bookings can only be made from the booking site itself.',
      }),
    );
  };
}

export function checkRate(
  limits: { readonly reads: RateLimit; readonly writes: RateLimit },
  refuse: Refuse,
): MiddlewareHandler {
  return (c, next) => {
    const waitMs = (isRead(c.req.method) ? limits.reads : limits.writes).take(addressOf(c));
    return waitMs === 0 ? next() : Promise.resolve(refuse(c, tooOften(waitMs)));
  };
}

export const tooLarge: Problem = {
  status: 413,
  code: 'too-large',
  title: 'The request is too large',
  detail: 'At most 16 KB are accepted.',
};
