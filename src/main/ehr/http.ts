/**
 * HTTP GETs to an EHR: each sent at most once, never retried, redirected, cached or decompressed, bounded in time and size.
 * Every write goes over its own fresh connection: on one that is kept alive, a reset would leave open whether the write
 * had arrived. Neither address nor query ever gets into a failure.
 */
import http from 'node:http';
import https from 'node:https';

import { type Failure, failure } from '#shared/domain/failure.ts';

import type { Clock } from '../ports/clock.ts';
import { type HttpAnswer, type HttpFailed, exchange } from './http-exchange.ts';
import type { HttpLimits } from './http-limits.ts';
import { codeOf, failureOfTrouble } from './http-trouble.ts';

export interface HttpAsk {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly isWrite: boolean;
  readonly limits: HttpLimits;
  readonly signal?: AbortSignal;
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
    plain: { read: new http.Agent(kept), write: new http.Agent(fresh) },
    secure: { read: new https.Agent(kept), write: new https.Agent(fresh) },
  };
  const closing = new AbortController();

  /** Makes the request; it is on its way only once it is ended. */
  function start({ url: address, headers: given, isWrite }: HttpAsk): http.ClientRequest | Failure {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    const isPlain = url?.protocol === 'http:' && LOOPBACK.test(url.hostname);
    if (!url || (url.protocol !== 'https:' && !isPlain)) {
      return failure('invalid-input', `The address of ${product} must begin with https.`);
    }
    const headers = { ...given, 'Accept-Encoding': 'identity', 'Cache-Control': 'no-store' };
    const agent = agents[isPlain ? 'plain' : 'secure'][isWrite ? 'write' : 'read'];
    const options = { method: 'GET', headers, agent };
    try {
      // Said aloud, because an environment variable can switch the check of certificates off for everybody who does not.
      return isPlain
        ? http.request(url, options)
        : https.request(url, { ...options, rejectUnauthorized: true });
    } catch (error) {
      return failureOfTrouble(product, { cause: 'error', code: codeOf(error) }, false);
    }
  }

  function get(ask: HttpAsk): Promise<HttpAnswer | HttpFailed> {
    const stops = ask.signal ? [closing.signal, ask.signal] : [closing.signal];
    const isStopped = stops.some((stop) => stop.aborted);
    const request = isStopped ? failureOfTrouble(product, { cause: 'stopped' }, false) : start(ask);
    if ('kind' in request) return Promise.resolve({ ok: false, failure: request, mayHaveArrived: false });
    return exchange(request, { clock, product, limits: ask.limits, stops });
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
