/** Says that nothing here is real, and lets the curious make the sample EHR misbehave to see what Slotkeeper does. */
import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { SAMPLE_FAULTS, type SampleFault } from '#shared/contract/asked.ts';
import { useBridge, useSnapshot, useView } from '../../state/context.tsx';
import { formatHash } from '../../state/route.ts';
import { healthOf, practiceOf } from '../../state/selectors.ts';
import styles from './frame.module.css';
import { SampleDevice } from './sample-device.tsx';
import { offerFault, sayFault } from './sample-words.ts';

export function SampleBanner() {
  const bridge = useBridge();
  const snapshot = useSnapshot();
  const practice = practiceOf(snapshot);
  const isGuideOpen = useView((view) => view.route.screen === 'set-up');
  const [fault, setFault] = useState<SampleFault>('none');
  if (!practice?.isSample) return null;
  const { ehr, ehrKind } = practice;
  const trouble = healthOf(snapshot, 'read')?.failure?.kind;
  const misbehave = async (next: SampleFault) => {
    const outcome = await bridge.sample.setFault({ fault: next });
    if (outcome.ok) setFault(next);
  };
  return (
    <aside className={styles['sampleBox']} aria-label="Sample practice">
      <div className={styles['sample']}>
        <span className={styles['sampleText']}>
          Sample practice: the diary, the staff and the patients are made up. Nothing here reaches a real{' '}
          {ehr}.
        </span>
        <Menu position="bottom-end" width={360}>
          <Menu.Target>
            <button type="button" className={styles['fault']}>
              {sayFault(fault, ehrKind)}
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
                {offerFault(name, fault, ehrKind)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        {!isGuideOpen && (
          <a className={styles['own']} href={formatHash('set-up')}>
            Set up your practice
          </a>
        )}
      </div>
      {(trouble === 'device-waiting' || trouble === 'device-blocked') && (
        <SampleDevice key={trouble} ehr={ehr} state={trouble} />
      )}
    </aside>
  );
}
