/** The question that the sample SystmOne shows its user: in a real practice it is on SystmOne's own screen. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useBridge } from '../../state/context.tsx';
import styles from './frame.module.css';

interface SampleDeviceProps {
  readonly ehr: string;
  readonly state: 'device-waiting' | 'device-blocked';
}

export function SampleDevice({ ehr, state }: SampleDeviceProps) {
  const bridge = useBridge();
  const [answered, setAnswered] = useState<'approved' | 'blocked'>();
  const answer = async (isApproved: boolean) => {
    const outcome = await bridge.sample.answerDevice({ isApproved });
    if (!outcome.ok) return;
    setAnswered(isApproved ? 'approved' : 'blocked');
    await bridge.connection.checkNow();
  };
  const isBlocked = state === 'device-blocked';
  return (
    <div className={styles['device']} role="status">
      <span>{wordsOf(ehr, isBlocked, answered)}</span>
      {isBlocked ? (
        <Button size="compact-xs" variant="default" onClick={() => void answer(true)}>
          Unblock it
        </Button>
      ) : (
        <>
          <Button size="compact-xs" disabled={answered === 'approved'} onClick={() => void answer(true)}>
            Approve
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => void answer(false)}>
            Block
          </Button>
        </>
      )}
    </div>
  );
}

function wordsOf(ehr: string, isBlocked: boolean, answered: 'approved' | 'blocked' | undefined): string {
  if (answered === 'approved') return `Approved. Slotkeeper goes on with its next try.`;
  if (isBlocked) return `Somebody has blocked this PC in the sample ${ehr}.`;
  if (answered === 'blocked') return `Blocked. Slotkeeper hears of it with its next try.`;
  return `The sample ${ehr} asks: may Slotkeeper use this PC?`;
}
