/**
 * XML as an answer of SystmOne must be, read as it arrives: one root, no DOCTYPE, no processing instructions, no entities
 * beyond the five, bounded in depth and number. The end of the answer is where its root closes, wherever the network cuts
 * it; what follows in the same breath makes the answer worthless.
 */
import { SaxesParser } from 'saxes';

/** A leaf is its text, exactly as sent; any other element is its fields, each with every element of that name in order. */
export type XmlNode = string | XmlFields;
export interface XmlFields {
  readonly [name: string]: readonly XmlNode[] | undefined;
}

export interface XmlDocument {
  readonly name: string;
  readonly root: XmlNode;
}

/** `doctype` … `mixed` are well-formed, but nothing that SystmOne sends. */
export type XmlTrouble =
  | 'malformed'
  | 'doctype'
  | 'instruction'
  | 'encoding'
  | 'too-deep'
  | 'too-many'
  | 'mixed';

export interface XmlReader {
  /** The next piece of text, cut anywhere. After trouble the reader is of no more use. */
  write(piece: string): XmlTrouble | undefined;
  /** Once the root has closed. */
  whole(): XmlDocument | undefined;
  /** The root's name as soon as it has opened. */
  rootName(): string | undefined;
}

const DEEPEST = 32;
/** 90 days of a large practice are about 800,000 elements, and more than the 8 MB that an answer may have. */
const MOST_ELEMENTS = 1_000_000;

class Refused extends Error {
  readonly trouble: XmlTrouble;
  constructor(trouble: XmlTrouble) {
    super(trouble);
    this.trouble = trouble;
  }
}

interface OpenElement {
  readonly name: string;
  text: string;
  fields: Record<string, XmlNode[]> | undefined;
}

export function createXmlReader(): XmlReader {
  const parser = new SaxesParser({ defaultXMLVersion: '1.0', forceXMLVersion: true, position: false });
  const open: OpenElement[] = [];
  let elements = 0;
  let rootName: string | undefined;
  let document: XmlDocument | undefined;

  const refuse = (trouble: XmlTrouble) => () => {
    throw new Refused(trouble);
  };
  const addText = (text: string) => {
    const element = open.at(-1);
    if (element) element.text += text;
  };
  parser.on('doctype', refuse('doctype'));
  parser.on('processinginstruction', refuse('instruction'));
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) throw new Refused('encoding');
  });
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('opentag', ({ name }) => {
    elements += 1;
    if (open.length >= DEEPEST) throw new Refused('too-deep');
    if (elements > MOST_ELEMENTS) throw new Refused('too-many');
    rootName ??= name;
    open.push({ name, text: '', fields: undefined });
  });
  parser.on('closetag', () => {
    const element = open.pop();
    if (!element) return;
    const { name, fields, text } = element;
    if (fields && text.trim() !== '') throw new Refused('mixed');
    const node: XmlNode = fields ?? text;
    const parent = open.at(-1);
    if (!parent) {
      document = { name, root: node };
      return;
    }
    // Without a prototype, so that an element may be called `__proto__` and mean nothing.
    parent.fields ??= Object.create(null) as Record<string, XmlNode[]>;
    (parent.fields[name] ??= []).push(node);
  });

  return {
    write: (piece) => {
      if (document) return piece.trim() === '' ? undefined : 'malformed';
      try {
        parser.write(piece);
        if (document) parser.close(); // something half said behind the root is told here
        return undefined;
      } catch (error) {
        document = undefined;
        return error instanceof Refused ? error.trouble : 'malformed';
      }
    },
    whole: () => document,
    rootName: () => rootName,
  };
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Text for inside an element. No line break is left in it, because one ends the message; what XML cannot say is dropped. */
export const escapeXml = (text: string): string =>
  text
    // oxlint-disable-next-line no-control-regex -- exactly the control characters that XML 1.0 has no way to write
    .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Cs}/gu, '')
    .replaceAll(/[&<>"'\t\n\r]/g, (character) => ESCAPES[character] ?? '');
