/** Says that nothing here is real, and lets the curious make the sample EHR misbehave to see what Slotkeeper does. */
import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { SAMPLE_FAULTS, type SampleFault } from '#shared/contract/asked.ts';
import { useBridge, useSnapshot } from '../../state/context.tsx';
import { practiceOf } from '../../state/selectors.ts';
import styles from './frame.module.css';

const FAULT_WORDS: Readonly<Record<SampleFault, (ehr: string) => string>> = {
  none: (ehr) => `${ehr} behaves`,
  stopped: (ehr) => `${ehr} is stopped`,
  slow: (ehr) => `${ehr} is slow`,
  'lose-answers': (ehr) => `${ehr} does the work but loses its answers`,
  'refuse-writes': (ehr) => `${ehr} refuses bookings`,
  truncate: (ehr) => `${ehr} cuts its answers short`,
};

export function SampleBanner() {
  const bridge = useBridge();
  const practice = practiceOf(useSnapshot());
  const [fault, setFault] = useState<SampleFault>('none');
  if (!practice?.isSample) return null;
  const { ehr } = practice;
  const misbehave = async (next: SampleFault) => {
    const outcome = await bridge.sample.setFault({ fault: next });
    if (outcome.ok) setFault(next);
  };
  return (
    <aside className={styles['sample']} aria-label="Sample practice">
      <span className={styles['sampleText']}>
        Sample practice: the diary, the staff and the patients are made up. Nothing here reaches a real {ehr}.
      </span>
      <Menu position="bottom-end" width={320}>
        <Menu.Target>
          <button type="button" className={styles['fault']}>
            Sample {FAULT_WORDS[fault](ehr)}
            <IconChevronDown size={12} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>What the sample {ehr} does</Menu.Label>
          {SAMPLE_FAULTS.map((name) => (
            <Menu.Item
              key={name}
              role="menuitemradio"
              aria-checked={name === fault}
              leftSection={
                name === fault ? <IconCheck size={14} aria-hidden /> : <span style={{ width: 14 }} />
              }
              onClick={() => void misbehave(name)}
            >
              {FAULT_WORDS[name](ehr)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </aside>
  );
}
