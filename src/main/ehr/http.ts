/**
 * One HTTP GET to an EHR: sent at most once, never retried, redirected, cached or decompressed, bounded in time and size.
 * Every write goes over its own fresh connection: on one that is kept alive, a reset would leave open whether the write
 * had arrived. Neither address nor query ever gets into a failure.
 */
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { TLSSocket } from 'node:tls';

import { type Failure, failure } from '#shared/domain/failure.ts';
import type { Instant } from '#shared/domain/time.ts';

import type { Clock } from '../ports/clock.ts';
import { type Content, contentOf, parseHttpDate, parseRetryAfter } from './http-headers.ts';
import { type HttpLimits, type HttpProgress, msToNextLimit, passedLimit } from './http-limits.ts';
import { type HttpTrouble, codeOf, failureOfTrouble } from './http-trouble.ts';

export interface HttpAsk {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly isWrite: boolean;
  readonly limits: HttpLimits;
  readonly signal?: AbortSignal;
}

export interface HttpAnswer {
  readonly ok: true;
  readonly status: number;
  readonly content: Content;
  readonly body: string;
  readonly bytes: number;
  readonly date?: Instant;
  readonly retryAfterMs?: number;
}

export interface HttpFailed {
  readonly ok: false;
  readonly failure: Failure;
  /** False is a promise that no byte of the request left this PC. */
  readonly mayHaveArrived: boolean;
}

export interface Http {
  get(ask: HttpAsk): Promise<HttpAnswer | HttpFailed>;
  /** Gives up what is under way and drops the connections. */
  close(): void;
}

export interface HttpDeps {
  readonly clock: Clock;
  /** As people call it: "EMIS Web". Used in the words of failures. */
  readonly product: string;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
/** Node servers drop an idle connection after 5 s; leaving first spares us the race for the last request. */
const IDLE_CONNECTION_MS = 3_000;

export function createHttp({ clock, product }: HttpDeps): Http {
  const kept = { keepAlive: true, timeout: IDLE_CONNECTION_MS, maxFreeSockets: 8 };
  const fresh = { keepAlive: false };
  const agents = {
    'http:': { read: new http.Agent(kept), write: new http.Agent(fresh) },
    'https:': { read: new https.Agent(kept), write: new https.Agent(fresh) },
  } as const;
  const closing = new AbortController();

  const notSent = (why: Failure): HttpFailed => ({ ok: false, failure: why, mayHaveArrived: false });

  function start(ask: HttpAsk): http.ClientRequest | Failure {
    const url = URL.canParse(ask.url) ? new URL(ask.url) : undefined;
    const isPlain = url?.protocol === 'http:';
    if (!url || (url.protocol !== 'https:' && !(isPlain && LOOPBACK.test(url.hostname)))) {
      return failure('invalid-input', `The address of ${product} must begin with https.`);
    }
    const headers = { ...ask.headers, 'Accept-Encoding': 'identity', 'Cache-Control': 'no-store' };
    const kind = ask.isWrite ? 'write' : 'read';
    try {
      return isPlain
        ? http.request(url, { method: 'GET', headers, agent: agents['http:'][kind] })
        : https.request(url, {
            method: 'GET',
            headers,
            agent: agents['https:'][kind],
            rejectUnauthorized: true,
          });
    } catch (error) {
      return failureOfTrouble(product, { cause: 'error', code: codeOf(error) }, false);
    }
  }

  function get(ask: HttpAsk): Promise<HttpAnswer | HttpFailed> {
    const stops = ask.signal ? [closing.signal, ask.signal] : [closing.signal];
    if (stops.some((signal) => signal.aborted))
      return Promise.resolve(notSent(failureOfTrouble(product, { cause: 'stopped' }, false)));
    const request = start(ask);
    if ('kind' in request) return Promise.resolve(notSent(request));

    const settled = new AbortController();
    let progress: HttpProgress = { startedAt: clock.monotonicMs() };
    let isConnected = false;

    return new Promise((resolve) => {
      const settle = (result: HttpAnswer | HttpFailed) => {
        if (settled.signal.aborted) return;
        settled.abort();
        for (const signal of stops) signal.removeEventListener('abort', onStop);
        resolve(result);
      };
      const giveUp = (trouble: HttpTrouble) => {
        settle({
          ok: false,
          failure: failureOfTrouble(product, trouble, isConnected),
          mayHaveArrived: isConnected,
        });
        request.destroy();
      };
      const onStop = () => giveUp({ cause: 'stopped' });

      function take(response: IncomingMessage): void {
        progress = { ...progress, headersAt: clock.monotonicMs() };
        const { headers } = response;
        const tooLarge: HttpTrouble = { cause: 'too-large', limitBytes: ask.limits.bodyBytes };
        const pieces: Buffer[] = [];
        let bytes = 0;
        response.on('data', (piece: Buffer) => {
          progress = { ...progress, bodyAt: clock.monotonicMs() };
          bytes += piece.length;
          if (bytes > ask.limits.bodyBytes) giveUp(tooLarge);
          else pieces.push(piece);
        });
        response.on('error', () => giveUp({ cause: 'cut-short' }));
        response.on('aborted', () => giveUp({ cause: 'cut-short' }));
        response.on('end', () => {
          const body = response.complete ? decode(Buffer.concat(pieces)) : undefined;
          if (!response.complete) return giveUp({ cause: 'cut-short' });
          if (body === undefined) return giveUp({ cause: 'not-text' });
          const date = parseHttpDate(headers.date);
          const retryAfterMs = parseRetryAfter(headers['retry-after'], date ?? clock.now());
          settle({
            ok: true,
            status: response.statusCode ?? 0,
            content: contentOf(headers['content-type']),
            body,
            bytes,
            ...(date === undefined ? {} : { date }),
            ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
          });
        });
        if (Number(headers['content-length'] ?? 0) > ask.limits.bodyBytes) giveUp(tooLarge);
        else if (!/^(identity)?$/i.test(headers['content-encoding'] ?? '')) giveUp({ cause: 'compressed' });
      }

      async function watch(): Promise<void> {
        for (;;) {
          await clock.sleep(msToNextLimit(progress, ask.limits, clock.monotonicMs()), settled.signal);
          if (settled.signal.aborted) return;
          const limit = passedLimit(progress, ask.limits, clock.monotonicMs());
          if (limit) return giveUp({ cause: 'limit', limit });
        }
      }

      for (const signal of stops) signal.addEventListener('abort', onStop);
      request.on('socket', (socket) => {
        if (!socket.connecting) isConnected = true; // kept alive from an earlier request
        else
          socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => (isConnected = true));
      });
      request.on('response', take);
      request.on('error', (error) => giveUp({ cause: 'error', code: codeOf(error) }));
      request.on('close', () => giveUp({ cause: 'error', code: 'CLOSED' }));
      request.end();
      void watch();
    });
  }

  return {
    get,
    close: () => {
      closing.abort();
      for (const { read, write } of Object.values(agents)) {
        read.destroy();
        write.destroy();
      }
    },
  };
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
