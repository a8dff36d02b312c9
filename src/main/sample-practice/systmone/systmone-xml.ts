/**
 * XML in and out: a strict reader that makes a small tree, and a writer that never leaves a raw line break in a message,
 * since a line break is what ends one.
 *
 * A DOCTYPE is refused before anything in it is looked at; so are processing instructions and text between elements.
 */
import { SaxesParser } from 'saxes';
import { SystmOneRefusal } from './systmone-refusal.ts';

export type XmlNode = { readonly name: string; readonly text: string; readonly children: readonly XmlNode[] };

const DEEPEST = 20;
const NOT_XML = 'The request is not a well-formed XML document';

type Growing = { name: string; text: string; children: Growing[] };

/** Throws a SystmOneRefusal for anything that is not one whole document. */
export function readXml(text: string): XmlNode {
  const open: Growing[] = [];
  let root: Growing | undefined;
  const refuse = (): never => {
    throw new SystmOneRefusal(NOT_XML);
  };
  const addText = (part: string): void => {
    const inside = open.at(-1);
    if (inside) inside.text += part;
    else if (part.trim() !== '') refuse();
  };
  const parser = new SaxesParser({ position: false });
  parser.on('error', refuse);
  parser.on('doctype', refuse);
  parser.on('processinginstruction', refuse);
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('opentag', ({ name }) => {
    const node: Growing = { name, text: '', children: [] };
    const inside = open.at(-1);
    if (inside) inside.children.push(node);
    else root = node;
    open.push(node);
    if (open.length > DEEPEST) refuse();
  });
  parser.on('closetag', () => {
    const node = open.pop();
    if (node && node.children.length > 0 && node.text.trim() !== '') refuse();
  });
  parser.write(text).close();
  return root ?? refuse();
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\n': '&#10;',
  '\r': '&#13;',
};

const escapeText = (text: string): string =>
  text
    // What XML 1.0 has no way to write at all.
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>\n\r]/g, (found) => ESCAPES[found] ?? found);

/** An element around others that are written already. */
export const wrap = (name: string, ...inside: readonly string[]): string =>
  `<${name}>${inside.join('')}</${name}>`;

/** An element with text; nothing at all where there is none. */
export const leaf = (name: string, text: string | number | null | undefined): string =>
  text === null || text === undefined ? '' : wrap(name, escapeText(String(text)));

/** A marker: that it is there says yes. */
export const marker = (name: string, isThere: boolean): string => (isThere ? `<${name}/>` : '');
