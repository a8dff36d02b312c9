/**
 * The same answers as XML, for a client that accepts nothing else.
 *
 * By the OpenAPI's default rule: the type's name is the root, a property's name is its element, an
 * array repeats its element, and what is null is left out. The vendor documents no names of its own
 * for this API's XML.
 */
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escapeText = (text: string): string => text.replace(/[&<>"]/g, (found) => ESCAPES[found] ?? found);

function element(name: string, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map((item) => element(name, item)).join('');
  if (typeof value === 'object') return `<${name}>${inside(value)}</${name}>`;
  if (typeof value === 'string') return `<${name}>${escapeText(value)}</${name}>`;
  return `<${name}>${JSON.stringify(value)}</${name}>`;
}

function inside(value: object): string {
  return Object.entries(value)
    .map(([name, part]) => element(name, part))
    .join('');
}

export const XML_PROLOGUE = '<?xml version="1.0" encoding="utf-8"?>';

/** One item of a list, for answers that are written piece by piece. */
export const formatXmlItem = element;

export const formatXml = (root: string, value: object): string =>
  `${XML_PROLOGUE}${element(root === '' ? 'Answer' : root, value)}`;
