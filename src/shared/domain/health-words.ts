/**
 * The health light: one state and one line of words out of reading, writing and what waits to be written. *Unknown* is
 * never shown as fine, and a success that has grown too old is shown as late even when nobody has said so.
 */
import { briefCauseOf } from './failure-words.ts';
import type { Health, HealthState } from './health.ts';
import { type Instant, MINUTE } from './time.ts';
import { countOf, formatAge, formatSince } from './time-words.ts';

export interface HealthFacts {
  readonly read: Health | undefined;
  readonly write: Health | undefined;
  /** Bookings that still wait to be written, and when the oldest was accepted. */
  readonly pending: number;
  readonly oldestPendingAt?: Instant;
  readonly ehr: string;
  readonly now: Instant;
  /** Past this age of the last reading of the near days, nothing of them is offered: `offerLimitMs` of the near band. */
  readonly readLimitMs: number;
}

export interface HealthLight {
  readonly state: HealthState;
  /** `In step`: always shown, however little room there is. */
  readonly label: string;
  /** `read 4 s ago`: the rest of the line. Empty when the label says it all. */
  readonly detail: string;
}

/** Past this, a booking that waits is trouble of its own: reliability.md 4.13. */
const LONG_WAIT_MS = 15 * MINUTE;

export const HEALTH_LABELS: Readonly<Record<HealthState, string>> = {
  unknown: 'Not known',
  checking: 'Checking',
  'in-step': 'In step',
  late: 'Late',
  'not-in-step': 'Not in step',
};

function readingLight(facts: HealthFacts): HealthLight {
  const { read, ehr, now } = facts;
  if (!read)
    return { state: 'unknown', label: HEALTH_LABELS.unknown, detail: `${ehr} has not been read yet` };
  const { lastSuccessAt } = read;
  const lastRead = lastSuccessAt === undefined ? undefined : `last read ${formatSince(lastSuccessAt, now)}`;
  switch (read.state) {
    case 'unknown':
      return {
        state: 'unknown',
        label: HEALTH_LABELS.unknown,
        detail: lastRead ?? `${ehr} has not been read yet`,
      };
    case 'checking':
      return {
        state: 'checking',
        label: HEALTH_LABELS.checking,
        detail: lastRead ?? `first reading of ${ehr} under way`,
      };
    case 'not-in-step':
      return {
        state: 'not-in-step',
        label: `Not in step since ${formatSince(read.since, now)}`,
        detail: read.failure ? briefCauseOf(read.failure, ehr) : (lastRead ?? `${ehr} has not been read`),
      };
    case 'late':
    case 'in-step': {
      if (lastSuccessAt === undefined)
        return { state: 'unknown', label: HEALTH_LABELS.unknown, detail: `${ehr} has not been read yet` };
      const age = now - lastSuccessAt;
      if (read.state === 'late' || age > facts.readLimitMs)
        return { state: 'late', label: HEALTH_LABELS.late, detail: `last read ${formatAge(age)} ago` };
      return { state: 'in-step', label: HEALTH_LABELS['in-step'], detail: `read ${formatAge(age)} ago` };
    }
  }
}

/** What to show when reading is fine but writing is not. Writing that was never tried says nothing bad. */
function writingTrouble({ write, pending, oldestPendingAt, ehr, now }: HealthFacts): HealthLight | undefined {
  if (write?.state === 'not-in-step')
    return {
      state: 'not-in-step',
      label: `Cannot write since ${formatSince(write.since, now)}`,
      detail: write.failure ? briefCauseOf(write.failure, ehr) : `${ehr} does not take bookings`,
    };
  if (pending > 0 && oldestPendingAt !== undefined && now - oldestPendingAt > LONG_WAIT_MS)
    return {
      state: 'late',
      label: HEALTH_LABELS.late,
      detail: `${countOf(pending, 'booking')} waiting since ${formatSince(oldestPendingAt, now)}`,
    };
  return undefined;
}

/** The worse of reading and writing; reading first, because without it nothing else can be believed. */
export function healthLight(facts: HealthFacts): HealthLight {
  const reading = readingLight(facts);
  if (reading.state === 'not-in-step' || reading.state === 'unknown') return reading;
  const writing = writingTrouble(facts);
  if (!writing) return reading;
  return writing.state === 'not-in-step' || reading.state === 'in-step' ? writing : reading;
}

/** The light as one line: `In step · read 4 s ago`. */
export const sayLight = ({ label, detail }: HealthLight): string => (detail ? `${label} · ${detail}` : label);
