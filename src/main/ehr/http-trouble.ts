/**
 * Trouble on the way to the EHR, as a failure with plain words. The one thing to get right: before the connection stands
 * no byte of the request has left, after it the request may have arrived, whatever the error is called.
 */
import type { ConnectionStepName } from '#shared/domain/connection-step.ts';
import { type Failure, failure } from '#shared/domain/failure.ts';

import type { PassedLimit } from './http-limits.ts';

/** What is being tried while the connection does not stand yet. */
export type HttpStage = Extract<ConnectionStepName, 'find-host' | 'reach-port' | 'secure'>;
/** How far a request has come. `connected`: the connection (and its encryption) stands, so bytes of it may have left. */
export type HttpReach = HttpStage | 'connected';

export type HttpTrouble =
  | { readonly cause: 'limit'; readonly limit: PassedLimit }
  | { readonly cause: 'stopped' }
  | { readonly cause: 'too-large'; readonly limitBytes: number }
  | { readonly cause: 'compressed' }
  | { readonly cause: 'not-text' }
  | { readonly cause: 'cut-short' }
  | { readonly cause: 'error'; readonly code: string };

/** Node's own error codes are names of constants; anything else might quote what was asked for. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return 'UNNAMED';
  return typeof error.code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(error.code) ? error.code : 'UNNAMED';
}

const CERTIFICATE = /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO_|SSL|TLS/;
const OUR_CERTIFICATE = /ALERT_(?:[A-Z_]*CERTIFICATE[A-Z_]*|UNKNOWN_CA|ACCESS_DENIED)$/;

/** The other side sent a TLS alert about our own certificate. With TLS 1.3 that comes after the connection seems to stand. */
export const isCertificateRefused = (trouble: HttpTrouble): boolean =>
  trouble.cause === 'error' && OUR_CERTIFICATE.test(trouble.code);

function beforeConnection(product: string, stage: HttpStage, detail: string): Failure {
  if (stage === 'secure' || CERTIFICATE.test(detail)) {
    return failure('unreachable', `No trusted connection to ${product} could be made.`, { detail });
  }
  const words =
    stage === 'find-host'
      ? `The server name of ${product} is not known on this network.`
      : `${product} cannot be reached from this PC.`;
  return failure('unreachable', words, { detail });
}

export function failureOfTrouble(product: string, trouble: HttpTrouble, reach: HttpReach): Failure {
  switch (trouble.cause) {
    case 'stopped':
      return failure('stopped', `The request to ${product} was given up by this app.`);
    case 'limit':
      return reach === 'connected'
        ? failure('timed-out', `${product} did not answer in time.`, { detail: `limit: ${trouble.limit}` })
        : beforeConnection(product, reach, `limit: ${trouble.limit}, not connected`);
    case 'too-large':
      return failure('too-large', `${product} sent a longer answer than this app accepts.`, {
        detail: `limit: ${trouble.limitBytes} bytes`,
      });
    case 'compressed':
      return failure('not-understood', `${product} sent a compressed answer that was not asked for.`);
    case 'not-text':
      return failure('not-understood', `${product} sent an answer that is not proper text (UTF-8).`);
    case 'cut-short':
      return failure('interrupted', `The connection to ${product} broke in the middle of its answer.`);
    case 'error':
      return isCertificateRefused(trouble)
        ? failure('not-signed-in', `${product} did not accept this app's certificate.`, {
            detail: trouble.code,
          })
        : failureOfCode(product, trouble.code, reach);
  }
}

function failureOfCode(product: string, code: string, reach: HttpReach): Failure {
  if (/^ERR_(INVALID|HTTP_INVALID|UNESCAPED)/.test(code)) {
    return failure('invalid-input', `The settings for ${product} contain characters that cannot be sent.`, {
      detail: code,
    });
  }
  if (reach !== 'connected') return beforeConnection(product, reach, code);
  if (code === 'HPE_HEADER_OVERFLOW') {
    return failure('too-large', `${product} sent longer headers than this app accepts.`, { detail: code });
  }
  if (code.startsWith('HPE_') && code !== 'HPE_INVALID_EOF_STATE') {
    return failure('not-understood', `${product} sent an answer that is not proper HTTP.`, { detail: code });
  }
  return failure('interrupted', `The connection to ${product} broke before its answer had come.`, {
    detail: code,
  });
}
