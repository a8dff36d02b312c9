/** Asks for a reading at once. Done when a reading that began after the click is on screen, or when the time for it is over. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { briefCauseOf } from '#shared/domain/failure-words.ts';
import { useBridge, useSnapshot } from '../../state/context.tsx';
import { useNow } from '../../state/now.ts';
import { ehrOf, healthOf } from '../../state/selectors.ts';

const GIVE_UP_MS = 20_000;

export function CheckNow() {
  const bridge = useBridge();
  const snapshot = useSnapshot();
  const now = useNow();
  const [askedAt, setAskedAt] = useState<number>();
  const read = healthOf(snapshot, 'read');
  const lastSuccessAt = read?.lastSuccessAt ?? 0;

  const isChecking = askedAt !== undefined && lastSuccessAt < askedAt && now - askedAt <= GIVE_UP_MS;

  const check = async () => {
    // Up to a second early, as the clock on screen ticks once a second.
    setAskedAt(now);
    const outcome = await bridge.connection.checkNow();
    if (outcome.ok) return;
    setAskedAt(undefined);
    notifications.show({
      color: 'red',
      title: 'Could not check now',
      message: briefCauseOf(outcome.failure, ehrOf(snapshot)),
    });
  };

  return (
    <Button
      variant="default"
      leftSection={<IconRefresh size={14} aria-hidden />}
      loading={isChecking}
      onClick={() => void check()}
    >
      Check now
    </Button>
  );
}
