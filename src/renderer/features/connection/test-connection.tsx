/** Tries the connection step by step and says where it stops, and what to do about it. */
import { Button } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconCircleX, IconPlugConnected } from '@tabler/icons-react';
import { useState } from 'react';
import type { ConnectionStepRow } from '#shared/contract/asked.ts';
import type { Failure } from '#shared/domain/failure.ts';
import { useBridge } from '../../state/context.tsx';
import { FailureFacts } from '../../ui/failure-note.tsx';
import styles from './connection.module.css';

const STEP_WORDS: Readonly<Record<ConnectionStepRow['step'], (ehr: string) => string>> = {
  reach: (ehr) => `Reach ${ehr} from this PC`,
  'sign-in': (ehr) => `Sign in to ${ehr}`,
  application: (ehr) => `${ehr} knows Slotkeeper`,
  'read-configuration': () => 'Read the slot types',
  'read-diary': () => 'Read today’s diary',
};

const STATE_LOOK = {
  passed: { Icon: IconCircleCheck, word: 'Passed', color: 'var(--sk-ok)' },
  failed: { Icon: IconCircleX, word: 'Failed', color: 'var(--sk-bad)' },
  'not-tried': { Icon: IconCircleDashed, word: 'Not tried', color: 'var(--sk-unknown)' },
} as const;

export function TestConnection({ ehr }: { readonly ehr: string }) {
  const bridge = useBridge();
  const [isTesting, setIsTesting] = useState(false);
  const [steps, setSteps] = useState<readonly ConnectionStepRow[]>();
  const [failure, setFailure] = useState<Failure>();

  const test = async () => {
    setIsTesting(true);
    const outcome = await bridge.connection.test();
    setIsTesting(false);
    setSteps(outcome.ok ? outcome.value : undefined);
    setFailure(outcome.ok ? undefined : outcome.failure);
  };

  return (
    <section className={styles['card']} aria-label="Test the connection">
      <div className={styles['cardHead']}>
        <h2 className={styles['cardTitle']}>Test the connection</h2>
        <Button
          variant="default"
          loading={isTesting}
          leftSection={<IconPlugConnected size={14} aria-hidden />}
          onClick={() => void test()}
        >
          Test now
        </Button>
      </div>
      {!steps && !failure && (
        <p className={styles['soft']}>
          Goes through the connection step by step, changes nothing in {ehr}, and says which step fails.
        </p>
      )}
      {failure && <FailureFacts failure={failure} ehr={ehr} />}
      {steps && (
        <ol className={styles['steps']} aria-live="polite">
          {steps.map((row) => {
            const { Icon, word, color } = STATE_LOOK[row.state];
            return (
              <li key={row.step} className={styles['step']}>
                <Icon size={18} color={color} aria-hidden />
                <span>
                  <span className={styles['stepName']}>{STEP_WORDS[row.step](ehr)}</span>
                  <span style={{ color }}> · {word}</span>
                  {row.message && <span className={styles['stepMore']}>{row.message}</span>}
                  {row.remedy && <span className={styles['stepMore']}>{row.remedy}</span>}
                </span>
              </li>
            );
          })}
        </ol>
      )}
    </section>
  );
}
