/**
 * Looks for patients in whatever left the app: every form in which a number, a name, a day of birth, a reason or a secret
 * could have been written. Written apart from the product's own check, so that one mistake cannot hide in both.
 */
import { constants, inflateRawSync } from 'node:zlib';

export interface Sought {
  readonly nhsNumber: string;
  readonly firstNames: string;
  readonly lastName: string;
  /** YYYY-MM-DD */
  readonly bornOn: string;
  readonly reason?: string;
}

export interface Trace {
  readonly what: string;
  /** Lower case. */
  readonly text: string;
}

/** The part of a text's base64 that is the same whatever stands before and after it. */
function insideBase64(text: string): string[] {
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
    const whole = Math.floor(bytes.length / 3) * 4;
    return bytes.toString('base64').slice(before === 0 ? 0 : 4, whole);
  });
}

/** The bytes of a text, as the content's are read. */
const bytesOf = (text: string, encoding: 'utf8' | 'utf16le'): string =>
  Buffer.from(text, encoding).toString('latin1');

/** As it is, as an address carries it, as base64 of both alphabets, as hex digits, and in two bytes a letter. */
const inAnyCoding = (text: string): string[] => [
  text,
  bytesOf(text, 'utf8'),
  bytesOf(text, 'utf16le'),
  Buffer.from(bytesOf(text, 'utf16le'), 'latin1').swap16().toString('latin1'),
  Buffer.from(text).toString('hex'),
  encodeURIComponent(text),
  encodeURIComponent(text).replaceAll('%20', '+'),
  JSON.stringify(text).slice(1, -1),
  ...insideBase64(text).flatMap((code) => [code, code.replaceAll('+', '-').replaceAll('/', '_')]),
];

function formsOfNumber(number: string): string[] {
  const parts = [number.slice(0, 3), number.slice(3, 6), number.slice(6)];
  return [parts.join(''), parts.join(' '), parts.join('-'), parts.join('\u00a0')];
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function formsOfDay(day: string): string[] {
  const [year = '', month = '', date = ''] = day.split('-');
  const short = `${Number(date)} ${MONTHS[Number(month) - 1] ?? ''}`;
  return [
    day,
    `${date}/${month}/${year}`,
    `${year}${month}${date}`,
    short.length > 4 ? `${short} ${year}` : day,
  ];
}

/** `secrets`: tokens and private links' secrets, named. */
export function tracesOf(
  patients: readonly Sought[],
  secrets: Readonly<Record<string, string>> = {},
): Trace[] {
  const trace = (what: string, texts: readonly string[]): Trace[] =>
    [...new Set(texts.flatMap(inAnyCoding).map((text) => text.toLowerCase()))]
      // A stub of base64 stands in many innocent places.
      .filter((text) => text.length >= 7)
      .map((text) => ({ what, text }));
  return [
    ...patients.flatMap(({ nhsNumber, firstNames, lastName, bornOn, reason }) => [
      ...trace('NHS number', formsOfNumber(nhsNumber)),
      ...trace('name', [
        `${firstNames} ${lastName}`,
        `${lastName}, ${firstNames}`,
        `${lastName} ${firstNames}`,
      ]),
      ...trace('date of birth', formsOfDay(bornOn)),
      ...(reason === undefined ? [] : trace('reason', [reason])),
    ]),
    ...Object.entries(secrets).flatMap(([what, text]) => trace(what, [text])),
  ];
}

/** How gzip begins, and how long its head is when nothing optional stands in it. */
const GZIP = Buffer.from([0x1f, 0x8b, 0x08, 0x00]);
const HEAD_BYTES = 10;
const MOST_BYTES = 50_000_000;

/** Whatever has been packed with gzip in between, unpacked; what only looks like it is left out. */
function unpacked(content: Buffer): Buffer[] {
  const found: Buffer[] = [];
  // Without its end it is unpacked all the same, as far as it goes.
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MOST_BYTES };
  for (let at = content.indexOf(GZIP); at >= 0; at = content.indexOf(GZIP, at + 1)) {
    try {
      found.push(inflateRawSync(content.subarray(at + HEAD_BYTES), options));
    } catch {
      continue;
    }
  }
  return found;
}

/** What was found, in words, without repeating it. */
export function findTraces(content: string | Buffer, traces: readonly Trace[]): string[] {
  const whole = typeof content === 'string' ? Buffer.from(content) : content;
  const given = typeof content === 'string' ? [content.toLowerCase()] : [];
  // Latin-1 keeps every byte, so that a database file can be looked through like a text.
  const texts = [
    ...given,
    ...[whole, ...unpacked(whole)].map((bytes) => bytes.toString('latin1').toLowerCase()),
  ];
  const isIn = ({ text }: Trace) => texts.some((one) => one.includes(text));
  return [...new Set(traces.filter(isIn).map(({ what }) => what))];
}
