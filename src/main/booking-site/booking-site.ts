/**
 * The booking site as one thing: guards, API, pages and files on one HTTP server. It opens only on the configured address
 * (this PC alone by default), and a port that is taken is an outcome to show, not a crash.
 */
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { createApiRoutes } from './api/api-routes.ts';
import { createEventStream } from './api/event-stream.ts';
import { type Assets, readAssets } from './asset-files.ts';
import type { BookingSiteDeps, SiteLimits } from './deps.ts';
import { answerHeaders } from './http/answer-headers.ts';
import { type Refuse, checkHost, checkOrigin, checkRate, tooLarge } from './http/guard-requests.ts';
import { BodyTooLarge } from './http/read-text.ts';
import { logRequests, routeOf } from './http/log-requests.ts';
import { problemOf, sendProblem } from './http/problem.ts';
import { createRateLimit } from './http/rate-limit.ts';
import { createBookingRoutes } from './pages/booking-routes.ts';
import { createChooseRoutes } from './pages/choose-routes.ts';
import { createClosed } from './pages/closed-page.ts';
import { createMoveRoutes } from './pages/move-routes.ts';
import { createShow } from './pages/show-page.ts';
import { brokenPage, notFoundPage, refusedPage } from './pages/trouble-pages.ts';
import { createVisitRoutes } from './pages/visit-routes.ts';
import { createVisits } from './visits.ts';
import { createWaitUntil } from './wait-until.ts';
import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

/** Generous for a waiting room behind one address and for front ends that ask every second; tight for guessing. */
const LIMITS: SiteLimits = {
  reads: { burst: 600, perSecond: 60 },
  writes: { burst: 200, perSecond: 10 },
  wrongIdentities: { burst: 20, perSecond: 1 / 60 },
  eventClients: 200,
  eventClientsOfOneAddress: 50,
};
const ONE_YEAR = 'public, max-age=31536000, immutable';
const MOST_CONNECTIONS = 500;
const STOP_ROUNDS = 20;
const STOP_ROUND_MS = 50;

const isApi = (c: Context): boolean => c.req.path.startsWith('/api/');

export interface BookingSite {
  /** Where it can be reached from this PC. Failure: the port is taken, the address is not this PC's, or a file is missing. */
  start(): Promise<Outcome<{ readonly url: string; readonly port: number }>>;
  stop(): Promise<void>;
}

export function createBookingSite(deps: BookingSiteDeps): BookingSite {
  const { settings, practice, clock, log } = deps;
  const limits = { ...LIMITS, ...settings.limits };
  const visits = createVisits(deps);
  let running: { readonly server: Server; stop(): void } | undefined;

  function createApp(assets: Assets) {
    const limitOf = (allowance: SiteLimits['reads']) => createRateLimit(allowance, clock.monotonicMs);
    const wrongIdentities = limitOf(limits.wrongIdentities);
    const show = createShow({ practice, assets });
    const waitUntil = createWaitUntil(deps);
    const events = createEventStream({
      clock,
      most: limits.eventClients,
      mostOfOneAddress: limits.eventClientsOfOneAddress,
      lastReadAt: deps.lastReadAt,
      onChanged: deps.onChanged,
    });
    const refuse: Refuse = (c, problem) => {
      if (isApi(c)) return sendProblem(c, problem);
      if (problem.retryAfterMs !== undefined)
        c.header('Retry-After', String(Math.ceil(problem.retryAfterMs / 1000)));
      const { title, detail, status } = problem;
      return show(c, refusedPage(practice, title, detail), status);
    };

    const app = new Hono();
    app.use(logRequests({ clock, log }));
    app.use(answerHeaders);
    app.use(checkHost(settings.host, refuse));
    app.use(checkOrigin(refuse));
    app.use(checkRate({ reads: limitOf(limits.reads), writes: limitOf(limits.writes) }, refuse));
    app.use(
      methodNotAllowed({
        app,
        onMethodNotAllowed: (c, methods) => {
          c.header('Allow', methods.join(', '));
          const title = 'This cannot be done here';
          const detail = `Only ${methods.join(', ')} are possible at this address.`;
          return refuse(c, { status: 405, code: 'method-not-allowed', title, detail });
        },
      }),
    );
    for (const { href, type, bytes } of Object.values(assets)) {
      app.get(href, (c) => c.body(bytes, 200, { 'Content-Type': type, 'Cache-Control': ONE_YEAR }));
    }
    if (deps.isClosed) app.use(createClosed(practice, show, isApi));
    app.route('/api', createApiRoutes({ ...deps, events, wrongIdentities, waitUntil }));
    const pageDeps = { ...deps, show, visits };
    app.route('/', createChooseRoutes(pageDeps));
    app.route('/', createVisitRoutes({ ...pageDeps, wrongIdentities }));
    app.route('/', createBookingRoutes(pageDeps));
    app.route('/', createMoveRoutes(pageDeps));
    app.notFound((c) =>
      isApi(c)
        ? sendProblem(c, problemOf(failure('not-found', 'Not found.')))
        : show(c, notFoundPage(practice), 404),
    );
    app.onError((error, c) => {
      if (error instanceof BodyTooLarge) return refuse(c, tooLarge);
      log.error('booking-site.broke', { route: routeOf(c), method: c.req.method, error: error.name });
      if (isApi(c)) return sendProblem(c, problemOf(failure('unexpected', 'Broke.')));
      return show(c, brokenPage(practice), 500);
    });
    return { app, stop: () => events.stop() };
  }

  async function start(): ReturnType<BookingSite['start']> {
    let assets: Assets;
    try {
      assets = await readAssets(settings.assetPaths);
    } catch (error) {
      const detail = error instanceof Error ? error.name : undefined;
      return failed(
        failure('unexpected', 'The files of the booking site are missing.', detail ? { detail } : {}),
      );
    }
    const { app, stop: stopApp } = createApp(assets);
    const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
    server.maxConnections = MOST_CONNECTIONS;
    const trouble = await listen(server);
    if (trouble) {
      stopApp();
      return failed(failure('unexpected', wordsOf(trouble), { detail: trouble }));
    }
    running = { server, stop: stopApp };
    const { port } = server.address() as AddressInfo;
    const isEverywhere = settings.host === '0.0.0.0' || settings.host === '::';
    const name = isEverywhere
      ? '127.0.0.1'
      : settings.host.includes(':')
        ? `[${settings.host}]`
        : settings.host;
    log.info('booking-site.open', { port });
    return ok({ url: `http://${name}:${port}/`, port });
  }

  /** The error's code when it could not be opened. */
  const listen = (server: Server): Promise<string | undefined> =>
    new Promise((resolve) => {
      server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.name));
      server.listen({ port: settings.port, host: settings.host }, () => resolve(undefined));
    });

  function wordsOf(code: string): string {
    if (code === 'EADDRINUSE') return `Port ${settings.port} on this PC is used by another program.`;
    if (code === 'EADDRNOTAVAIL') return `The address ${settings.host} does not belong to this PC.`;
    if (code === 'EACCES') return `This PC does not allow Slotkeeper to open port ${settings.port}.`;
    return 'The booking site could not be opened.';
  }

  async function stop() {
    if (!running) return;
    const { server, stop: stopApp } = running;
    running = undefined;
    stopApp();
    visits.forgetAll();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    // An answer under way may end; a connection that falls idle meanwhile is not waited for.
    let isOver = false;
    void closed.then(() => (isOver = true));
    for (let round = 0; round < STOP_ROUNDS && !isOver; round += 1) {
      server.closeIdleConnections();
      await Promise.race([closed, clock.sleep(STOP_ROUND_MS)]);
    }
    server.closeAllConnections();
    await closed;
  }

  return { start, stop };
}
