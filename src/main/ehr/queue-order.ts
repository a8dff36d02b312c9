/**
 * Whose turn it is among those waiting to ask the EHR. A write always goes first. Among readings near days go first, but
 * not without end: whoever was passed over often enough gets one turn, so that far days are still read while near ones
 * keep the queue full.
 */
import type { Urgency } from '../ports/ehr-diary.ts';

export type ReadUrgency = Exclude<Urgency, 'write'>;
export type Waiting = Readonly<Record<Urgency, number>>;
/** How many readings have started while somebody of this urgency waited. */
export type PassedOver = Readonly<Record<ReadUrgency, number>>;

export const NOBODY_PASSED: PassedOver = { near: 0, soon: 0, far: 0 };

/** With all three waiting: of 12 readings at least 1 is far and 2 are soon. */
const MOST_PASSED: PassedOver = { near: Infinity, soon: 5, far: 10 };
const IN_ORDER = ['near', 'soon', 'far'] as const;

/** Whose reading comes next, if anybody waits. Writes never stand in this order. */
export function nextRead(waiting: Waiting, passed: PassedOver): ReadUrgency | undefined {
  const neglected = (['far', 'soon'] as const).find(
    (urgency) => waiting[urgency] > 0 && passed[urgency] >= MOST_PASSED[urgency],
  );
  return neglected ?? IN_ORDER.find((urgency) => waiting[urgency] > 0);
}

/** The counts after a reading of `started` has begun; `waiting` as it was before. */
export function countPassed(passed: PassedOver, waiting: Waiting, started: ReadUrgency): PassedOver {
  const after = (urgency: ReadUrgency) =>
    urgency === started || waiting[urgency] === 0 ? 0 : passed[urgency] + 1;
  return { near: after('near'), soon: after('soon'), far: after('far') };
}
