/**
 * The health light: one state and one line of words out of reading, writing and what waits to be written. *Unknown* is
 * never shown as fine, and a success that has grown too old is shown as late even when nobody has said so.
 */
import { briefCauseOf } from './failure-words.ts';
import { ageOf, isFresh } from './freshness.ts';
import type { Health, HealthState } from './health.ts';
import { type Instant, MINUTE, SECOND } from './time.ts';
import { countOf, formatAge, formatSince } from './time-words.ts';

export interface HealthFacts {
  readonly read: Health | undefined;
  readonly write: Health | undefined;
  /** Bookings that still wait to be written, and when the oldest was accepted. */
  readonly waiting: number;
  readonly oldestWaitingAt?: Instant;
  readonly ehr: string;
  readonly now: Instant;
  /** Past this age of the last reading of the near days, nothing of them is offered: `offerLimitMs` of the near band. 90 s when not given. */
  readonly readLimitMs?: number;
}

export interface HealthLight {
  readonly state: HealthState;
  /** `In step`: always shown, however little room there is. */
  readonly label: string;
  /** `read 4 s ago`: the rest of the line. Empty when the label says it all. */
  readonly detail: string;
  /** Both as one line: `In step · read 4 s ago`. */
  readonly words: string;
}

type Line = Omit<HealthLight, 'words'>;

const USUAL_READ_LIMIT_MS = 90 * SECOND;
/** Past this, a booking that waits is trouble of its own: reliability.md 4.13. */
const LONG_WAIT_MS = 15 * MINUTE;

const HEALTH_LABELS: Readonly<Record<HealthState, string>> = {
  unknown: 'Not known',
  checking: 'Checking',
  'in-step': 'In step',
  late: 'Late',
  'not-in-step': 'Not in step',
};

function readingLine(facts: HealthFacts): Line {
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
      const age = ageOf(lastSuccessAt, now);
      const isOld = !isFresh(lastSuccessAt, now, facts.readLimitMs ?? USUAL_READ_LIMIT_MS);
      // The near days are read, but another part of the diary is not.
      if (read.state === 'late' && !isOld && read.failure)
        return {
          state: 'late',
          label: `Late since ${formatSince(read.since, now)}`,
          detail: briefCauseOf(read.failure, ehr),
        };
      if (read.state === 'late' || isOld)
        return { state: 'late', label: HEALTH_LABELS.late, detail: `last read ${formatAge(age)} ago` };
      return { state: 'in-step', label: HEALTH_LABELS['in-step'], detail: `read ${formatAge(age)} ago` };
    }
  }
}

/** What to show when reading is fine but writing is not. Writing that was never tried says nothing bad. */
function writingTrouble({ write, waiting, oldestWaitingAt, ehr, now }: HealthFacts): Line | undefined {
  if (write?.state === 'not-in-step')
    return {
      state: 'not-in-step',
      label: `Cannot write since ${formatSince(write.since, now)}`,
      detail: write.failure ? briefCauseOf(write.failure, ehr) : `${ehr} does not take bookings`,
    };
  if (waiting > 0 && oldestWaitingAt !== undefined && now - oldestWaitingAt > LONG_WAIT_MS)
    return {
      state: 'late',
      label: HEALTH_LABELS.late,
      detail: `${countOf(waiting, 'booking')} waiting since ${formatSince(oldestWaitingAt, now)}`,
    };
  return undefined;
}

function worse(facts: HealthFacts): Line {
  const reading = readingLine(facts);
  if (reading.state === 'not-in-step' || reading.state === 'unknown') return reading;
  const writing = writingTrouble(facts);
  if (!writing) return reading;
  return writing.state === 'not-in-step' || reading.state === 'in-step' ? writing : reading;
}

/** The worse of reading and writing; reading first, because without it nothing else can be believed. */
export function overallHealth(facts: HealthFacts): HealthLight {
  const line = worse(facts);
  return { ...line, words: line.detail ? `${line.label} · ${line.detail}` : line.label };
}
