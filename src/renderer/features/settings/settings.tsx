/** How this window looks, how the practice is connected to its diary, and what else is in force. */
import { Anchor, Button, SegmentedControl } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useBridge, useChoose, useIsReady, useSnapshot, useView } from '../../state/context.tsx';
import { formatHash } from '../../state/route.ts';
import { practiceOf } from '../../state/selectors.ts';
import { Facts } from '../../ui/facts.tsx';
import { Page } from '../../ui/page.tsx';
import { DiaryConnection } from './diary-connection.tsx';
import styles from './settings.module.css';

export function Settings() {
  const bridge = useBridge();
  const choose = useChoose();
  const practice = practiceOf(useSnapshot());
  const isReady = useIsReady();
  const appearance = useView((view) => view.preferences.appearance);
  return (
    <Page screen="settings" title="Settings" isReady={isReady}>
      <div className={styles['column']}>
        <h2 className={styles['heading']}>Appearance</h2>
        <SegmentedControl
          aria-label="Appearance"
          value={appearance}
          onChange={(value) => choose({ appearance: value === 'light' || value === 'dark' ? value : 'auto' })}
          data={[
            { value: 'auto', label: 'As this PC' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
        />
        {practice && (
          <>
            <DiaryConnection />
            <h2 className={styles['heading']}>Booking page and reading</h2>
            <Facts
              facts={[
                [
                  'Booking page',
                  practice.bookingSiteUrl ? (
                    <span key="site" className={styles['site']}>
                      <code>{practice.bookingSiteUrl}</code>
                      <Button
                        variant="default"
                        size="compact-xs"
                        rightSection={<IconExternalLink size={12} aria-hidden />}
                        onClick={() => void bridge.links.openBookingSite()}
                      >
                        Open
                      </Button>
                    </span>
                  ) : (
                    'Not open'
                  ),
                ],
                ['Days read ahead', `${practice.pace.horizonDays} days`],
                [
                  'Today and tomorrow',
                  <span key="pace">
                    read every {practice.pace.nearEverySeconds} s ·{' '}
                    <Anchor size="sm" underline="always" href={formatHash('connection')}>
                      all of the pace
                    </Anchor>
                  </span>,
                ],
                ['Slotkeeper', practice.version],
              ]}
            />
          </>
        )}
      </div>
    </Page>
  );
}
