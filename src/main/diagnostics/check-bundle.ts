/**
 * The last look before a bundle is written: no file may hold an NHS number, nor a name, number or day of birth of any
 * patient that this PC knows. A file that does is left out whole, and the bundle says so. Pure.
 */
import { type NhsNumber, formatNhsNumber, parseNhsNumber } from '#shared/domain/patient.ts';
import type { LocalDay } from '#shared/domain/time.ts';

import type { BundleFile } from './collect.ts';

export interface KnownPatient {
  readonly nhsNumber: NhsNumber;
  readonly name?: string;
  readonly dateOfBirth: string;
  readonly reason: string;
}

const TEN_DIGITS = /(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)/g;
/** Shorter text, such as "flu", stands in many innocent places. */
const SHORTEST_REASON = 12;

function tracesOf({ nhsNumber, name, dateOfBirth, reason }: KnownPatient, isoDatesFrom: LocalDay): string[] {
  const [year, month, day] = dateOfBirth.split('-');
  const texts: string[] = [nhsNumber, formatNhsNumber(nhsNumber), `${day}/${month}/${year}`];
  // A baby's day of birth is also the date of our own events: it would empty the bundle and name nobody.
  if (dateOfBirth < isoDatesFrom) texts.push(dateOfBirth);
  if (name && name.length > 3) texts.push(name);
  if (reason.length >= SHORTEST_REASON) texts.push(reason);
  return texts.map((text) => text.toLowerCase());
}

const holdsPatient = (text: string, traces: ReadonlySet<string>): boolean => {
  const lower = text.toLowerCase();
  if ([...lower.matchAll(TEN_DIGITS)].some(([digits]) => parseNhsNumber(digits) !== undefined)) return true;
  return [...traces].some((trace) => lower.includes(trace));
};

/** `isoDatesFrom`: the first day that the bundle's own facts may speak of. */
export function keepClean(
  files: readonly BundleFile[],
  patients: readonly KnownPatient[],
  isoDatesFrom: LocalDay,
): { readonly kept: BundleFile[]; readonly leftOut: string[] } {
  const traces = new Set(patients.flatMap((patient) => tracesOf(patient, isoDatesFrom)));
  const kept = files.filter((file) => !holdsPatient(file.text, traces));
  const leftOut = files.filter((file) => !kept.includes(file)).map((file) => file.name);
  return { kept, leftOut };
}
