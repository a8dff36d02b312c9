/** Why patients' details are not there, what that means and what can be done. Stays for as long as it is so: it cannot be put away. */
import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import { mayBeginAnew, wordsOfKey } from '#shared/domain/key-trouble.ts';
import { useBridge, useSnapshot } from '../../state/context.tsx';
import { practiceOf } from '../../state/selectors.ts';
import { BeginAnew } from './begin-anew.tsx';
import styles from './key-story.module.css';

export function KeyStory() {
  const bridge = useBridge();
  const trouble = practiceOf(useSnapshot())?.keyTrouble;
  const [isAsking, setIsAsking] = useState(false);
  const [isBeginning, setIsBeginning] = useState(false);
  if (!trouble) return null;
  const { title, meaning, doNext } = wordsOfKey(trouble.story);
  const tryAgain = async () => {
    setIsAsking(true);
    const outcome = await bridge.patientKey.tryAgain();
    setIsAsking(false);
    if (!outcome.ok) notifications.show({ title: 'Still the same', message: outcome.failure.message });
  };
  return (
    <section className={styles['story']} aria-label="The key to patients’ details" data-story={trouble.story}>
      <IconKey size={18} aria-hidden />
      <div className={styles['words']} role="status">
        <strong>{title}</strong>
        <p>
          {trouble.message} {meaning}
        </p>
        <p>{doNext}</p>
      </div>
      <Group gap={8} wrap="nowrap">
        <Button variant="default" loading={isAsking} onClick={() => void tryAgain()}>
          Try again
        </Button>
        {mayBeginAnew(trouble.story) && (
          <Button variant="default" onClick={() => setIsBeginning(true)}>
            Begin anew…
          </Button>
        )}
      </Group>
      {isBeginning && <BeginAnew onLeave={() => setIsBeginning(false)} />}
    </section>
  );
}
