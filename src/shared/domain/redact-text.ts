/**
 * The second fence around patients' details in text that leaves the app (log lines, bundles). The first fence is that
 * only typed, named fields are written at all; this one catches what should never have come so far.
 */
import { parseNhsNumber } from './patient.ts';

const TEN_DIGITS = /(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)/g;
const SECRET_PARAMETER =
  /\b(token|secret|authorization|bearer|accessToken|applicationId)(["']?\s*[=:]\s*["']?|\s+)[^\s"'&,}]+/gi;
const QUERY = /(https?:\/\/[^\s?#"']+)\?[^\s"']*/g;
const BIRTH_DATE = /\b(?:19|20)\d{2}-\d{2}-\d{2}\b(?!T)|\b\d{2}\/\d{2}\/(?:19|20)\d{2}\b/g;

/** `birthDates`: also hides bare calendar dates, for text in which no date is needed. */
export function redactText(text: string, { birthDates = false } = {}): string {
  const plain = text
    .replaceAll(QUERY, '$1?[removed]')
    .replaceAll(SECRET_PARAMETER, '$1=[removed]')
    .replaceAll(TEN_DIGITS, (digits) => (parseNhsNumber(digits) ? '[number removed]' : digits));
  return birthDates ? plain.replaceAll(BIRTH_DATE, '[date removed]') : plain;
}
