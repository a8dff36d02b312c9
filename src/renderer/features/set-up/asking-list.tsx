/** What to ask of whom, numbered through, and a button that copies it for a message. */
import type { EhrKind } from '#shared/domain/ehr.ts';
import { CopyText } from '../../ui/copy-text.tsx';
import styles from './set-up.module.css';
import { WHAT_TO_ASK, stepsBefore, textToSend } from './what-to-ask.ts';

export function AskingList({ kind }: { readonly kind: EhrKind }) {
  return (
    <>
      {WHAT_TO_ASK[kind].map(({ of, steps }, group) => (
        <section key={of} className={styles['asking']}>
          <h3 className={styles['askingOf']}>{of}</h3>
          <ol start={stepsBefore(kind, group) + 1} className={styles['askingSteps']}>
            {steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </section>
      ))}
      <CopyText key={kind} text={textToSend(kind)} label="Copy as text" />
    </>
  );
}
