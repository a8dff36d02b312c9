/**
 * Whose turn it is among those waiting to ask the EHR. A write goes first; where requests go one by one, near days get one
 * reading after so many writes, or a burst of bookings would age the diary that it books from. Among readings near days go
 * first, but not without end: whoever was passed over often enough gets one turn.
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

/** What has started since near days were last read whole. */
export interface SinceNear {
  readonly writes: number;
  /** Calls of the near reading that is under way. */
  readonly calls: number;
}

export const NEAR_JUST_READ: SinceNear = { writes: 0, calls: 0 };
const MOST_WRITES = 8;
/** Booked slots and free ones. Between its calls a reading is not waiting for a moment, and a write may slip in. */
const CALLS_OF_A_READING = 2;

export const isNearDue = ({ writes }: SinceNear): boolean => writes >= MOST_WRITES;

export function countSinceNear(since: SinceNear, started: Urgency): SinceNear {
  if (started === 'write') return { ...since, writes: since.writes + 1 };
  if (started !== 'near') return since;
  return since.calls + 1 >= CALLS_OF_A_READING ? NEAR_JUST_READ : { ...since, calls: since.calls + 1 };
}
