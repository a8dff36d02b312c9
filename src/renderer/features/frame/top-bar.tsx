/** Practice and EHR, the health light in words, what waits to be written, Check now and the way into search. */
import { Button } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useApp, useSnapshot, useViewStore } from '../../state/context.tsx';
import { useNow } from '../../state/now.ts';
import { formatHash } from '../../state/route.ts';
import { lightOf, practiceOf } from '../../state/selectors.ts';
import { HEALTH_LOOK } from '../../ui/state-look.tsx';
import { CheckNow } from './check-now.tsx';
import tones from '../../ui/tones.module.css';
import styles from './frame.module.css';
import { PendingWrites } from './pending-writes.tsx';

export function TopBar() {
  const practice = practiceOf(useSnapshot());
  const view = useViewStore();
  return (
    <section className={styles['bar']} aria-label="Practice and health">
      <div className={styles['practice']}>
        <span className={styles['practiceName']}>{practice?.name ?? 'Slotkeeper'}</span>
        <span className={styles['ehr']}>{practice?.ehr ?? 'Starting'}</span>
      </div>
      <HealthLine />
      <div className={styles['barGap']} />
      <PendingWrites />
      <CheckNow />
      <Button
        variant="default"
        leftSection={<IconSearch size={14} aria-hidden />}
        rightSection={<span className={styles['soft']}>Ctrl K</span>}
        onClick={() => view.setState({ isPaletteOpen: true })}
      >
        Search
      </Button>
    </section>
  );
}

/** Leads to Connection, where cause and remedy are. */
function HealthLine() {
  const now = useNow();
  const snapshot = useSnapshot();
  const status = useApp((state) => state.status);
  const light =
    status === 'loading'
      ? ({ state: 'checking', label: 'Starting', detail: '' } as const)
      : lightOf(snapshot, now, status === 'ready');
  const { tone, Icon } = HEALTH_LOOK[light.state];
  return (
    <a
      href={formatHash('connection')}
      className={`${styles['light']} ${tones[tone]}`}
      data-health={light.state}
      title="Open Connection"
    >
      <Icon size={18} aria-hidden />
      <span className={styles['lightWords']}>
        <strong>{light.label}</strong>
        {light.detail && ` · ${light.detail}`}
      </span>
    </a>
  );
}
