/**
 * One line for each answer: the route's pattern, never its address, which may carry a private link. A crash is told by
 * the kind of error only: its message may quote what a patient typed.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';

/** The last match that is not a guard: guards match every method or every path. */
export const routeOf = (c: Context): string =>
  matchedRoutes(c)
    .filter((route) => route.method !== 'ALL')
    .at(-1)?.path ?? 'none';

export function logRequests({ clock, log }: { clock: Clock; log: Log }): MiddlewareHandler {
  return async (c, next) => {
    const startedMs = clock.monotonicMs();
    await next();
    const fields = {
      method: c.req.method,
      route: routeOf(c),
      status: c.res.status,
      ms: Math.round(clock.monotonicMs() - startedMs),
    };
    if (c.res.status >= 500) log.warn('booking-site.answered', fields);
    else if (!fields.route.startsWith('/assets/')) log.info('booking-site.answered', fields);
  };
}
