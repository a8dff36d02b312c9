/** One thing to be decided about a booking, in place of its details: takes the focus, and Esc leads back to the details only. */
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import styles from './one-booking.module.css';

interface ActFormProps {
  readonly name: string;
  readonly question: string;
  readonly onConfirm: () => void;
  readonly onLeave: () => void;
  readonly children: ReactNode;
}

export function ActForm({ name, question, onConfirm, onLeave, children }: ActFormProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onLeave();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Esc is heard wherever the focus is inside
    <form
      aria-label={name}
      className={styles['form']}
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        onConfirm();
      }}
    >
      <h3 ref={heading} tabIndex={-1} className={styles['question']}>
        {question}
      </h3>
      {children}
    </form>
  );
}
