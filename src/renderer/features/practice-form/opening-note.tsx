/** Why it could not be saved or opened; or that the practice is being opened, where the window is not yet loaded afresh. */
import { Loader } from '@mantine/core';
import { causeOf } from '#shared/domain/failure-words.ts';
import styles from './practice-form.module.css';
import type { Opening } from './use-opening.ts';

export function OpeningNote({ opening, ehr }: { readonly opening: Opening; readonly ehr: string }) {
  if (opening.state === 'opening')
    return (
      <p className={styles['kept']} role="status">
        <Loader size="xs" />
        Opening the practice. This window starts afresh in a moment.
      </p>
    );
  if (!opening.failure) return null;
  // Slotkeeper itself refuses here, not the EHR: its own sentence says why, where the words of the kind speak of the diary.
  const { message } = opening.failure;
  return (
    <p className={styles['problem']} role="alert">
      {message.trim() === '' ? causeOf(opening.failure, ehr) : message}
    </p>
  );
}
