/** One half of the connection: state, since when, last success, and when it fails the cause, the remedy and the next try. */
import type { HealthRow } from '#shared/contract/rows.ts';
import type { Failure } from '#shared/domain/failure.ts';
import { briefCauseOf } from '#shared/domain/failure-words.ts';
import type { HealthPart, HealthState } from '#shared/domain/health.ts';
import { type Instant, formatClockWithSeconds } from '#shared/domain/time.ts';
import { countOf, formatCountdown, formatSince } from '#shared/domain/time-words.ts';
import { useNow } from '../../state/now.ts';
import { Ago } from '../../ui/countdown.tsx';
import { type Fact, Facts } from '../../ui/facts.tsx';
import { FailureFacts } from '../../ui/failure-note.tsx';
import { HealthBadge } from '../../ui/state-badge.tsx';
import styles from './connection.module.css';

const TITLES: Readonly<Record<HealthPart, string>> = { read: 'Reading the diary', write: 'Writing bookings' };

interface HealthCardProps {
  readonly part: HealthPart;
  readonly health: HealthRow | undefined;
  /** As the light sees it: a success that has grown old is late, whatever the row says. */
  readonly state: HealthState;
  readonly ehr: string;
  /** What the other half already says in full. */
  readonly sameAs?: Failure | undefined;
  /** Of writing, while the diary is out of reach: that nothing was tried since does not make it fine. */
  readonly outOfReach?: Failure | undefined;
}

export function HealthCard({ part, health, state, ehr, sameAs, outOfReach }: HealthCardProps) {
  const now = useNow();
  return (
    <section className={styles['card']} aria-label={TITLES[part]}>
      <div className={styles['cardHead']}>
        <h2 className={styles['cardTitle']}>{TITLES[part]}</h2>
        <HealthBadge state={state} />
      </div>
      {health ? (
        <Facts facts={factsOf(part, health, now, ehr, sameAs).slice(outOfReach ? 1 : 0)} />
      ) : (
        <p className={styles['soft']}>{neverWords(part, ehr)}.</p>
      )}
      {outOfReach && (
        <p className={styles['soft']}>
          Nothing can be written at present: {briefCauseOf(outOfReach, ehr)}. What patients ask for is kept
          and written afterwards.
        </p>
      )}
      {health?.failure && health.failure.kind !== sameAs?.kind && (
        <FailureFacts
          failure={health.failure}
          ehr={ehr}
          forPatients={part === 'write' ? writingForPatients(ehr) : undefined}
        />
      )}
    </section>
  );
}

const writingForPatients = (ehr: string): string =>
  `A booking under way is looked for in ${ehr} until it is certain; its patient is told then, and not before.`;

const neverWords = (part: HealthPart, ehr: string): string =>
  part === 'read' ? `${ehr} has not been read yet` : `Nothing has been written to ${ehr} yet`;

function factsOf(
  part: HealthPart,
  health: HealthRow,
  now: Instant,
  ehr: string,
  sameAs: Failure | undefined,
): Fact[] {
  const { since, lastSuccessAt, failuresInARow, nextTryAt, failure } = health;
  const facts: Fact[] = [
    ['Since', formatSince(since, now)],
    [
      part === 'read' ? 'Last whole reading' : 'Last booking written',
      lastSuccessAt === undefined ? (
        neverWords(part, ehr)
      ) : (
        <>
          {formatClockWithSeconds(lastSuccessAt)}, <Ago at={lastSuccessAt} />
        </>
      ),
    ],
  ];
  if (failuresInARow > 0) facts.push(['Failed', `${countOf(failuresInARow, 'time')} in a row`]);
  if (nextTryAt !== undefined)
    facts.push(['Next try', nextTryAt > now ? `in ${formatCountdown(nextTryAt - now)}` : 'now']);
  if (failure && failure.kind === sameAs?.kind)
    facts.push(['What happened', `The same as in reading: ${briefCauseOf(failure, ehr)}.`]);
  return facts;
}
