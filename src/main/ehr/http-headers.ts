/**
 * What an answer's headers tell: the other side's clock, how long it wants to be left alone, and what kind of content
 * follows. Anything not in the form of the standard counts as not said.
 */
import { type Instant, MINUTE, SECOND, asInstant } from '#shared/domain/time.ts';

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const IMF_DATE = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;

/** `Mon, 23 Nov 2026 10:42:07 GMT` → the instant. The two obsolete forms of RFC 9110 are not read. */
export function parseHttpDate(text: string | undefined): Instant | undefined {
  const parts = IMF_DATE.exec(text ?? '');
  if (!parts) return undefined;
  const month = MONTHS.indexOf(parts[2] ?? '?') / 3;
  if (!Number.isInteger(month) || month < 0) return undefined;
  const [day, year, hour, minute, second] = [parts[1], parts[3], parts[4], parts[5], parts[6]].map(Number);
  return asInstant(Date.UTC(year ?? 0, month, day, hour, minute, second));
}

/** Nobody may switch us off for longer than this by one header; after it we ask once more. */
const LONGEST_WAIT_MS = 5 * MINUTE;

/** `Retry-After` in seconds or as a date → milliseconds, at most five minutes. */
export function parseRetryAfter(text: string | undefined, now: Instant): number | undefined {
  if (text === undefined) return undefined;
  const until = parseHttpDate(text);
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * SECOND : until === undefined ? undefined : until - now;
  return ms === undefined ? undefined : Math.min(Math.max(0, ms), LONGEST_WAIT_MS);
}

export type Content = 'json' | 'fhir-json' | 'html' | 'other' | 'none';

/** A charset that is not UTF-8 makes it `other`: decoding by guess could change a name or an id. */
export function contentOf(contentType: string | undefined): Content {
  if (contentType === undefined) return 'none';
  const [kind = '', ...parameters] = contentType
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  if (/^(text\/html|application\/xhtml\+xml)$/.test(kind)) return 'html';
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) return 'other';
  if (kind === 'application/fhir+json') return 'fhir-json';
  return /^(application|text)\/json$/.test(kind) ? 'json' : 'other';
}
