/** Is it in step, since when, what stands in the way, and who can mend it. Reading and writing apart. */
import { useMemo } from 'react';
import { isTroubleAtOnce } from '#shared/domain/health.ts';
import { paceBands } from '#shared/domain/reading-pace.ts';
import { useApp, useIsReady, useSnapshot } from '../../state/context.tsx';
import { useNow } from '../../state/now.ts';
import { ehrOf, healthOf, practiceOf, readingLightOf, readingsByTime } from '../../state/selectors.ts';
import { Page } from '../../ui/page.tsx';
import { untoldBy } from '../../ui/sight-words.ts';
import styles from './connection.module.css';
import { HealthCard } from './health-card.tsx';
import { LagChart } from './lag-chart.tsx';
import { MendCard } from './mend-card.tsx';
import { PaceTable } from './pace-table.tsx';
import { ReadingsTable } from './readings-table.tsx';
import { TestConnection } from './test-connection.tsx';

export function Connection() {
  const snapshot = useSnapshot();
  const isReady = useIsReady();
  const isCurrent = useApp((state) => state.status === 'ready');
  const now = useNow();
  const ehr = ehrOf(snapshot);
  const practice = practiceOf(snapshot);
  const pace = practice?.pace;
  const untold = practice ? untoldBy(practice.sees, practice.ehr) : [];
  const readings = useMemo(() => readingsByTime(snapshot), [snapshot]);
  const read = healthOf(snapshot, 'read');
  const write = healthOf(snapshot, 'write');
  const readState = readingLightOf(snapshot, now, isCurrent).state;
  const near = pace && paceBands(pace)[0];
  const cut =
    write?.state === 'in-step' &&
    read?.state === 'not-in-step' &&
    read.failure &&
    isTroubleAtOnce(read.failure)
      ? read.failure
      : undefined;

  return (
    <Page screen="connection" title="Connection" isReady={isReady}>
      <MendCard failure={read?.failure ?? write?.failure} ehr={ehr} />
      <div className={styles['cards']}>
        <HealthCard part="read" health={read} state={readState} ehr={ehr} />
        <HealthCard
          part="write"
          health={write}
          state={cut ? 'unknown' : (write?.state ?? 'unknown')}
          ehr={ehr}
          sameAs={read?.failure}
          outOfReach={cut}
        />
        <TestConnection ehr={ehr} />
      </div>
      <div className={styles['pair']}>
        <section className={styles['section']} aria-label="How soon a change is seen">
          <h2 className={styles['sectionTitle']}>How soon a change in {ehr} is seen</h2>
          {near && <LagChart readings={readings} targetMs={near.slotsEveryMs} />}
        </section>
        <section className={styles['section']} aria-label="How often the diary is read">
          <h2 className={styles['sectionTitle']}>How often the diary is read</h2>
          {pace && <PaceTable pace={pace} />}
        </section>
      </div>
      {untold.length > 0 && (
        <section className={styles['section']} aria-label={`What ${ehr} does not tell`}>
          <h2 className={styles['sectionTitle']}>What {ehr} does not tell</h2>
          <ul className={styles['untold']}>
            {untold.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </section>
      )}
      <section className={styles['section']}>
        <h2 className={styles['sectionTitle']}>Recent readings</h2>
        <div className={styles['readings']}>
          <ReadingsTable readings={readings} ehr={ehr} />
        </div>
      </section>
    </Page>
  );
}
