/**
 * The second fence around patients' details in text that leaves the app (log lines, bundles). The first fence is that
 * only typed, named fields are written at all; this one catches what should never have come so far.
 */
import { parseNhsNumber } from './patient.ts';

const TEN_DIGITS = /(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)/g;
const BEARER = /\bbearer\s+[^\s"'&,}]+/gi;
const SECRET_FIELD =
  /\b(token|secret|authorization|accessToken|applicationId)(["']?\s*[=:]\s*["']?)[^\s"'&,}]+/gi;
const QUERY = /(https?:\/\/[^\s?#"']+)\?[^\s"']*/g;

export const redactText = (text: string): string =>
  text
    .replaceAll(QUERY, '$1?[removed]')
    .replaceAll(BEARER, '[removed]')
    .replaceAll(SECRET_FIELD, '$1$2[removed]')
    .replaceAll(TEN_DIGITS, (digits) => (parseNhsNumber(digits) ? '[number removed]' : digits));
