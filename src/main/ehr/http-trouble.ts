/**
 * Trouble on the way to the EHR, as a failure with plain words. The one thing to get right: before the connection stands
 * no byte of the request has left, after it the request may have arrived, whatever the error is called.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';

import type { PassedLimit } from './http-limits.ts';

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

function beforeConnection(product: string, detail: string): Failure {
  if (CERTIFICATE.test(detail)) {
    return failure('unreachable', `No trusted connection to ${product} could be made.`, { detail });
  }
  return failure('unreachable', `${product} cannot be reached from this PC.`, { detail });
}

/** `isConnected`: the connection (and its encryption) stood, so bytes of the request may have left. */
export function failureOfTrouble(product: string, trouble: HttpTrouble, isConnected: boolean): Failure {
  switch (trouble.cause) {
    case 'stopped':
      return failure('stopped', `The request to ${product} was given up by this app.`);
    case 'limit':
      return isConnected
        ? failure('timed-out', `${product} did not answer in time.`, { detail: `limit: ${trouble.limit}` })
        : beforeConnection(product, `limit: ${trouble.limit}, not connected`);
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
      return failureOfCode(product, trouble.code, isConnected);
  }
}

function failureOfCode(product: string, code: string, isConnected: boolean): Failure {
  if (/^ERR_(INVALID|HTTP_INVALID|UNESCAPED)/.test(code)) {
    return failure('invalid-input', `The settings for ${product} contain characters that cannot be sent.`, {
      detail: code,
    });
  }
  if (!isConnected) return beforeConnection(product, code);
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
