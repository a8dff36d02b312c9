/** Our words → the address of a search. Every value is percent-encoded: the bar, the colon and the plus all have a meaning of their own in one. */
import type { EhrPatientId } from '#shared/domain/ids.ts';
import type { NhsNumber } from '#shared/domain/patient.ts';
import { type LocalDay, SECOND, addDays, formatInstant, later, startOfDay } from '#shared/domain/time.ts';

import type { DayWindow } from '../../../ports/ehr-diary.ts';
import { SYSTEM } from './names.ts';

type Parameter = readonly [name: string, value: string];

const formatParameters = (parameters: readonly Parameter[]): string =>
  parameters.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');

/** From the first second of the first day to the last of the last one, on London's clock. */
export function formatSlotSearch({ from, to }: DayWindow, odsCode: string): string {
  const end = later(startOfDay(addDays(to, 1)), -SECOND);
  const parameters: readonly Parameter[] = [
    ['start', `ge${formatInstant(startOfDay(from))}`],
    ['end', `le${formatInstant(end)}`],
    ['status', 'free'],
    ['_include', 'Slot:schedule'],
    ['_include:recurse', 'Schedule:actor:Practitioner'],
    ['_include:recurse', 'Schedule:actor:Location'],
    ['_include:recurse', 'Location:managingOrganization'],
    ['searchFilter', `${SYSTEM.odsCode}|${odsCode}`],
    ['searchFilter', `${SYSTEM.organisationType}|gp-practice`],
  ];
  return `/Slot?${formatParameters(parameters)}`;
}

export const formatPatientSearch = (nhsNumber: NhsNumber): string =>
  `/Patient?${formatParameters([['identifier', `${SYSTEM.nhsNumber}|${nhsNumber}`]])}`;

/** Whole days only: the specification allows no time of day here. */
export const formatBookingsSearch = (patientId: EhrPatientId, { from, to }: DayWindow): string =>
  `/Patient/${encodeURIComponent(patientId)}/Appointment?${formatParameters([
    ['start', `ge${from}`],
    ['start', `le${to}`],
  ])}`;

export const daysFrom = (from: LocalDay, days: number): DayWindow => ({ from, to: addDays(from, days - 1) });
