/**
 * One answer as its bytes come in: text, size and XML are judged at every piece, so that what is wrong or without end is
 * given up early. Pure but for what it has heard.
 */
import type { Failure } from '#shared/domain/failure.ts';

import { notSystmOne, notUnderstood, tooLarge } from './systmone-failures.ts';
import { type XmlDocument, createXmlReader } from './systmone-xml.ts';

const RESPONSE_ROOT = 'ClientIntegrationResponse';

export type Heard =
  | { readonly kind: 'more' }
  | { readonly kind: 'whole'; readonly document: XmlDocument }
  | { readonly kind: 'trouble'; readonly failure: Failure };

export interface AnswerReader {
  take(piece: Uint8Array): Heard;
  bytes(): number;
}

/** How a web server or a web page begins; another program may hold SystmOne's port. */
const SOMEBODY_ELSE = /^\s*(HTTP\/|<!doctype\s+html|<html)/i;
const BEGINNING = 64;
const MORE: Heard = { kind: 'more' };

export function createAnswerReader(limitBytes: number): AnswerReader {
  const xml = createXmlReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  let beginning = '';

  const trouble = (failure: Failure): Heard => ({ kind: 'trouble', failure });

  function take(piece: Uint8Array): Heard {
    bytes += piece.length;
    if (bytes > limitBytes) return trouble(tooLarge(limitBytes));
    let text: string;
    try {
      text = decoder.decode(piece, { stream: true });
    } catch {
      return trouble(notUnderstood('not UTF-8'));
    }
    if (beginning.length < BEGINNING) beginning += text.slice(0, BEGINNING - beginning.length);
    const wrong = xml.write(text);
    const name = xml.rootName() ?? RESPONSE_ROOT;
    if (name !== RESPONSE_ROOT) return trouble(notSystmOne('another kind of XML'));
    if (wrong) {
      return trouble(SOMEBODY_ELSE.test(beginning) ? notSystmOne('not XML') : notUnderstood(`XML: ${wrong}`));
    }
    const document = xml.whole();
    return document ? { kind: 'whole', document } : MORE;
  }

  return { take, bytes: () => bytes };
}
