/** The steps of a connection test: how far it came, what is in the way, and what to do about it. */
import { IconCircleCheck, IconCircleDashed, IconCircleX, IconHelpCircle } from '@tabler/icons-react';
import type { ConnectionStepRow } from '#shared/contract/asked.ts';
import styles from './connection-steps.module.css';
import { STEP_WORDS, stepStateWords } from './step-words.ts';

const STATE_LOOK = {
  passed: { Icon: IconCircleCheck, color: 'var(--sk-ok)' },
  failed: { Icon: IconCircleX, color: 'var(--sk-bad)' },
  'not-tried': { Icon: IconCircleDashed, color: 'var(--sk-unknown)' },
  'not-known': { Icon: IconHelpCircle, color: 'var(--sk-unknown)' },
} as const;

interface ConnectionStepsProps {
  readonly steps: readonly ConnectionStepRow[];
  readonly ehr: string;
}

export function ConnectionSteps({ steps, ehr }: ConnectionStepsProps) {
  return (
    <ol className={styles['steps']} aria-live="polite">
      {steps.map((row) => {
        const { Icon, color } = STATE_LOOK[row.state];
        return (
          <li key={row.step} className={styles['step']}>
            <Icon size={18} color={color} aria-hidden />
            <span>
              <span className={styles['name']}>{STEP_WORDS[row.step](ehr)}</span>
              <span style={{ color }}> · {stepStateWords(row)}</span>
              {row.message && <span className={styles['more']}>{row.message}</span>}
              {row.remedy && <span className={styles['more']}>{row.remedy}</span>}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
