/**
 * An answer as the text that goes on the wire, JSON or XML, in pieces.
 *
 * A fortnight of a large diary is megabytes: written in one go it would hold the event loop of the
 * app that hosts the practice, so the long list in it is written a hundred items at a time.
 */
import { ITEMS_AT_ONCE, writeList } from '../door/write-list.ts';
import { formatXml, formatXmlItem, XML_PROLOGUE } from './emis-xml.ts';

export type BodyKind = 'json' | 'xml';
export type WritableAnswer = {
  readonly root: string;
  readonly list?: string;
  readonly body: Readonly<Record<string, unknown>>;
};

export const CONTENT_TYPES: Readonly<Record<BodyKind, string>> = {
  json: 'application/json; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
};

/** XML only where the client asks for it before, or instead of, JSON. */
export function chooseKind(accept: string | undefined): BodyKind {
  const wanted = (accept ?? '').toLowerCase();
  const xml = wanted.search(/(application|text)\/xml/);
  const json = wanted.search(/(application|text)\/json|\*\/\*/);
  return xml >= 0 && (json < 0 || xml < json) ? 'xml' : 'json';
}

export async function writeBody(answer: WritableAnswer, kind: BodyKind): Promise<Buffer> {
  const { root, list, body } = answer;
  const items = list === undefined ? undefined : body[list];
  if (list === undefined || !Array.isArray(items) || items.length <= ITEMS_AT_ONCE) {
    return Buffer.from(kind === 'json' ? JSON.stringify(body) : formatXml(root, body));
  }
  if (kind === 'xml') {
    const rest = formatXml(root, { ...body, [list]: [] }).slice(XML_PROLOGUE.length + root.length + 2);
    const pieces = await writeList(items, (item) => formatXmlItem(list, item), '');
    return Buffer.concat([Buffer.from(`${XML_PROLOGUE}<${root}>`), ...pieces, Buffer.from(rest)]);
  }
  const pieces = await writeList(items, (item) => JSON.stringify(item), ',');
  const others = Object.entries(body).filter(([name]) => name !== list);
  const tail = others.map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`).join('');
  return Buffer.concat([Buffer.from(`{${JSON.stringify(list)}:[`), ...pieces, Buffer.from(`]${tail}}`)]);
}
