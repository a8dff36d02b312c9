/** Above everything else on Connection: what to click, when clicks on this PC mend it. */
import { IconHandFinger } from '@tabler/icons-react';
import type { Failure } from '#shared/domain/failure.ts';
import styles from './connection.module.css';
import { mendingOf } from './mend-words.ts';

export function MendCard({ failure, ehr }: { readonly failure: Failure | undefined; readonly ehr: string }) {
  const mending = mendingOf(failure?.kind, ehr);
  if (!mending) return null;
  return (
    <section className={styles['mend']} aria-label="What to do on this PC">
      <h2 className={styles['mendTitle']}>
        <IconHandFinger size={18} aria-hidden />
        {mending.title}
      </h2>
      <ol className={styles['mendSteps']}>
        {mending.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </section>
  );
}
