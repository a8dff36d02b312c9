/** Tries the details without keeping any of them. What was tried before the last change is not shown any more. */
import { Button } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useState } from 'react';
import type { ConnectionStepRow } from '#shared/contract/asked.ts';
import type { SettingsDraft } from '#shared/contract/settings.ts';
import { PRODUCT_OF } from '#shared/domain/ehr.ts';
import type { Failure } from '#shared/domain/failure.ts';
import { useBridge } from '../../state/context.tsx';
import { ConnectionSteps } from '../../ui/connection-steps.tsx';
import { FailureFacts } from '../../ui/failure-note.tsx';
import { sayTest } from '../../ui/step-words.ts';
import styles from './practice-form.module.css';
import type { PracticeForm } from './use-practice-form.ts';

interface Tried {
  readonly draft: SettingsDraft;
  readonly steps?: readonly ConnectionStepRow[];
  readonly failure?: Failure;
}

export interface Trial {
  readonly isTrying: boolean;
  readonly steps: readonly ConnectionStepRow[] | undefined;
  readonly failure: Failure | undefined;
  readonly run: () => Promise<void>;
}

export function useTrial(form: PracticeForm): Trial {
  const bridge = useBridge();
  const [isTrying, setIsTrying] = useState(false);
  const [tried, setTried] = useState<Tried>();
  const { draft } = form;
  const ours = tried?.draft === draft ? tried : undefined;
  const run = async () => {
    if (!form.isWhole()) return;
    setIsTrying(true);
    const outcome = await bridge.settings.test(draft);
    setIsTrying(false);
    setTried(outcome.ok ? { draft, steps: outcome.value } : { draft, failure: outcome.failure });
  };
  return { isTrying, steps: ours?.steps, failure: ours?.failure, run };
}

/** Every step that a test can settle has passed. */
export const isPassed = ({ steps }: Trial): boolean =>
  steps !== undefined &&
  steps.length > 0 &&
  steps.every((row) => row.state === 'passed' || row.state === 'not-known');

export function trialWords({ steps, failure }: Trial, ehr: string): string {
  if (steps) return sayTest(steps, ehr);
  return failure ? 'The test could not be done' : 'Not tested';
}

interface TryDraftProps {
  readonly form: PracticeForm;
  readonly trial: Trial;
}

export function TryDraft({ form, trial }: TryDraftProps) {
  const ehr = PRODUCT_OF[form.entries.kind];
  const { isTrying, steps, failure, run } = trial;
  return (
    <>
      <Button
        variant="default"
        loading={isTrying}
        leftSection={<IconPlugConnected size={14} aria-hidden />}
        onClick={() => void run()}
      >
        {steps || failure ? 'Test again' : 'Test the connection'}
      </Button>
      {(steps || failure) && (
        <div className={styles['try']}>
          {steps && <ConnectionSteps steps={steps} ehr={ehr} />}
          {failure && <FailureFacts failure={failure} ehr={ehr} />}
        </div>
      )}
    </>
  );
}
