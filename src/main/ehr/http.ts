/**
 * HTTP requests to an EHR: each sent at most once, never retried, redirected, cached or decompressed, bounded in time and
 * size. Every write goes over its own fresh connection: on one that is kept alive, a reset would leave open whether the
 * write had arrived. Neither address, query nor body ever gets into a failure.
 */
import http from 'node:http';
import https from 'node:https';
import { type SecureContextOptions, createSecureContext, rootCertificates } from 'node:tls';

import { type Failure, failure } from '#shared/domain/failure.ts';

import type { Clock } from '../ports/clock.ts';
import { type HttpAnswer, type HttpFailed, exchange } from './http-exchange.ts';
import type { HttpLimits } from './http-limits.ts';
import { codeOf, failureOfTrouble } from './http-trouble.ts';

export interface HttpAsk {
  /** Left out: GET. By the method one cannot tell a write, EMIS's are all GETs. */
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Its `Content-Type` is the asker's to say. */
  readonly body?: string;
  readonly isWrite: boolean;
  readonly limits: HttpLimits;
  readonly signal?: AbortSignal;
}

export interface Http {
  send(ask: HttpAsk): Promise<HttpAnswer | HttpFailed>;
  /** Gives up what is under way and drops the connections. */
  close(): void;
}

/** PEM texts: who we are, where the other side asks for it, and whom we trust besides the usual authorities. */
export interface HttpIdentity {
  readonly certificate: string;
  readonly key: string;
  readonly authority?: string;
}

export interface HttpDeps {
  readonly clock: Clock;
  /** As people call it: "EMIS Web". Used in the words of failures. */
  readonly product: string;
  readonly identity?: HttpIdentity;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
/** Node servers drop an idle connection after 5 s; leaving first spares us the race for the last request. */
const IDLE_CONNECTION_MS = 3_000;

export function createHttp({ clock, product, identity }: HttpDeps): Http {
  const presented = identity ? secureOptions(product, identity) : {};
  const secureWith = 'kind' in presented ? {} : presented;
  const kept = { keepAlive: true, timeout: IDLE_CONNECTION_MS, maxFreeSockets: 8 };
  const fresh = { keepAlive: false };
  const agents = {
    plain: { read: new http.Agent(kept), write: new http.Agent(fresh) },
    secure: {
      read: new https.Agent({ ...kept, ...secureWith }),
      write: new https.Agent({ ...fresh, ...secureWith }),
    },
  };
  const closing = new AbortController();

  /** Makes the request; it is on its way only once it is ended. */
  function start({
    method = 'GET',
    url: address,
    headers: given,
    isWrite,
  }: HttpAsk): http.ClientRequest | HttpFailed {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    const isPlain = url?.protocol === 'http:' && LOOPBACK.test(url.hostname);
    if (!url || (url.protocol !== 'https:' && !isPlain)) {
      return unsent(failure('invalid-input', `The address of ${product} must begin with https.`));
    }
    if (!isPlain && 'kind' in presented) return { ...unsent(presented), stage: 'secure' };
    const headers = { ...given, 'Accept-Encoding': 'identity', 'Cache-Control': 'no-store' };
    const agent = agents[isPlain ? 'plain' : 'secure'][isWrite ? 'write' : 'read'];
    const options = { method, headers, agent };
    try {
      // Said aloud, because an environment variable can switch the check of certificates off for everybody who does not.
      return isPlain
        ? http.request(url, options)
        : https.request(url, { ...options, rejectUnauthorized: true });
    } catch (error) {
      return unsent(failureOfTrouble(product, { cause: 'error', code: codeOf(error) }, 'reach-port'));
    }
  }

  function send(ask: HttpAsk): Promise<HttpAnswer | HttpFailed> {
    const stops = ask.signal ? [closing.signal, ask.signal] : [closing.signal];
    const isStopped = stops.some((stop) => stop.aborted);
    if (isStopped)
      return Promise.resolve(unsent(failureOfTrouble(product, { cause: 'stopped' }, 'reach-port')));
    const request = start(ask);
    if ('failure' in request) return Promise.resolve(request);
    const body = ask.body === undefined ? {} : { body: ask.body };
    return exchange(request, { clock, product, limits: ask.limits, stops, ...body });
  }

  return {
    send,
    close: () => {
      closing.abort();
      for (const { read, write } of Object.values(agents)) {
        read.destroy();
        write.destroy();
      }
    },
  };
}

const unsent = (why: Failure): HttpFailed => ({ ok: false, failure: why, mayHaveArrived: false });

/** Tried once, so that a certificate which cannot be used is told as such, and not as trouble on the way. */
function secureOptions(
  product: string,
  { certificate, key, authority }: HttpIdentity,
): SecureContextOptions | Failure {
  const options: SecureContextOptions = {
    ...(certificate === '' ? {} : { cert: certificate }),
    ...(key === '' ? {} : { key }),
    ...(authority === undefined || authority === '' ? {} : { ca: [...rootCertificates, authority] }),
  };
  try {
    createSecureContext(options);
    return options;
  } catch (error) {
    return failure('invalid-input', `This app's certificate for ${product} and its key cannot be used.`, {
      detail: codeOf(error),
    });
  }
}
