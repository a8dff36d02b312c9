/** Tries the connection step by step and says where it stops, and what to do about it. */
import { Button } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useState } from 'react';
import type { ConnectionStepRow } from '#shared/contract/asked.ts';
import type { Failure } from '#shared/domain/failure.ts';
import { useBridge } from '../../state/context.tsx';
import { ConnectionSteps } from '../../ui/connection-steps.tsx';
import { FailureFacts } from '../../ui/failure-note.tsx';
import styles from './connection.module.css';

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
      {steps && <ConnectionSteps steps={steps} ehr={ehr} />}
    </section>
  );
}
