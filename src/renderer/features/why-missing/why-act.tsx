/** The button that takes the next step, where Slotkeeper can take it. */
import { Button } from '@mantine/core';
import { IconPlugConnected, IconRefresh, IconToggleRight } from '@tabler/icons-react';
import { useState } from 'react';
import type { WhyAnswer, WhyStep } from '#shared/contract/rows.ts';
import { useBridge } from '../../state/context.tsx';
import { formatHash } from '../../state/route.ts';
import { CopyText } from '../../ui/copy-text.tsx';

interface WhyActProps {
  readonly act: NonNullable<WhyStep['act']>;
  readonly answer: WhyAnswer;
  readonly ehr: string;
}

export function WhyAct({ act, answer, ehr }: WhyActProps) {
  switch (act) {
    case 'activate':
      return (
        <Button
          component="a"
          href={formatHash('slot-types', { activate: answer.question.slotTypeId })}
          leftSection={<IconToggleRight size={14} aria-hidden />}
        >
          Switch it on
        </Button>
      );
    case 'check-now':
      return <CheckThisNow />;
    case 'open-connection':
      return (
        <Button
          component="a"
          variant="default"
          href={formatHash('connection')}
          leftSection={<IconPlugConnected size={14} aria-hidden />}
        >
          Open Connection
        </Button>
      );
    case 'copy-ehr-steps':
      return (
        <CopyText
          text={answer.ehrSteps.map((step, i) => `${i + 1}. ${step}`).join('\n')}
          label={`Copy the steps for ${ehr}`}
        />
      );
  }
}

function CheckThisNow() {
  const bridge = useBridge();
  const [isAsking, setIsAsking] = useState(false);
  const check = async () => {
    setIsAsking(true);
    await bridge.connection.checkNow();
    setIsAsking(false);
  };
  return (
    <Button
      variant="default"
      loading={isAsking}
      leftSection={<IconRefresh size={14} aria-hidden />}
      onClick={() => void check()}
    >
      Check now
    </Button>
  );
}
