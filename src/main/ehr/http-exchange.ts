/**
 * The life of one HTTP request that has just been made: sent, answered or given up, and settled exactly once. It watches
 * the limits and whether the connection ever stood, which decides if anything can have arrived.
 */
import type { ClientRequest, IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

import type { Failure } from '#shared/domain/failure.ts';
import type { Instant } from '#shared/domain/time.ts';

import type { Clock } from '../ports/clock.ts';
import { type Content, contentOf, parseHttpDate, parseRetryAfter } from './http-headers.ts';
import { type HttpLimits, type HttpProgress, msToNextLimit, passedLimit } from './http-limits.ts';
import { type HttpTrouble, codeOf, failureOfTrouble } from './http-trouble.ts';

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

export interface ExchangeDeps {
  readonly clock: Clock;
  readonly product: string;
  readonly limits: HttpLimits;
  /** Any of these gives the request up. */
  readonly stops: readonly AbortSignal[];
}

export function exchange(
  request: ClientRequest,
  { clock, product, limits, stops }: ExchangeDeps,
): Promise<HttpAnswer | HttpFailed> {
  const settled = new AbortController();
  let progress: HttpProgress = { startedAt: clock.monotonicMs() };
  let isConnected = false;

  return new Promise((resolve) => {
    const settle = (result: HttpAnswer | HttpFailed) => {
      if (settled.signal.aborted) return;
      settled.abort();
      for (const stop of stops) stop.removeEventListener('abort', onStop);
      resolve(result);
    };
    const giveUp = (trouble: HttpTrouble) => {
      const why = failureOfTrouble(product, trouble, isConnected);
      settle({ ok: false, failure: why, mayHaveArrived: isConnected });
      request.destroy();
    };
    const onStop = () => giveUp({ cause: 'stopped' });

    function take(response: IncomingMessage): void {
      progress = { ...progress, headersAt: clock.monotonicMs() };
      const { headers } = response;
      const tooLarge: HttpTrouble = { cause: 'too-large', limitBytes: limits.bodyBytes };
      const pieces: Buffer[] = [];
      let bytes = 0;
      response.on('data', (piece: Buffer) => {
        progress = { ...progress, bodyAt: clock.monotonicMs() };
        bytes += piece.length;
        if (bytes > limits.bodyBytes) giveUp(tooLarge);
        else pieces.push(piece);
      });
      response.on('error', () => giveUp({ cause: 'cut-short' }));
      response.on('close', () => giveUp({ cause: 'cut-short' })); // after a whole answer, nobody listens any more
      response.on('end', () => {
        if (!response.complete) return giveUp({ cause: 'cut-short' });
        const body = decode(Buffer.concat(pieces));
        if (body === undefined) giveUp({ cause: 'not-text' });
        else settle(answerOf(response, body, bytes, clock.now()));
      });
      if (Number(headers['content-length'] ?? 0) > limits.bodyBytes) giveUp(tooLarge);
      else if (!/^(identity)?$/i.test(headers['content-encoding'] ?? '')) giveUp({ cause: 'compressed' });
    }

    async function watch(): Promise<void> {
      for (;;) {
        await clock.sleep(msToNextLimit(progress, limits, clock.monotonicMs()), settled.signal);
        if (settled.signal.aborted) return;
        const limit = passedLimit(progress, limits, clock.monotonicMs());
        if (limit) return giveUp({ cause: 'limit', limit });
      }
    }

    for (const stop of stops) stop.addEventListener('abort', onStop);
    request.on('socket', (socket) => {
      const stands = () => (isConnected = true);
      if (socket.connecting) socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', stands);
      else stands(); // kept alive from an earlier request
    });
    request.on('response', take);
    request.on('error', (error) => giveUp({ cause: 'error', code: codeOf(error) }));
    request.on('close', () => {
      if (progress.headersAt === undefined) giveUp({ cause: 'error', code: 'CLOSED' });
    });
    request.end();
    void watch();
  });
}

function answerOf(
  { statusCode, headers }: IncomingMessage,
  body: string,
  bytes: number,
  now: Instant,
): HttpAnswer {
  const date = parseHttpDate(headers.date);
  const retryAfterMs = parseRetryAfter(headers['retry-after'], date ?? now);
  return {
    ok: true,
    status: statusCode ?? 0,
    content: contentOf(headers['content-type']),
    body,
    bytes,
    ...(date === undefined ? {} : { date }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
