/** Details of what is chosen, beside the page and not over it: the page stays in sight and in use. Esc closes; the focus goes back to where it came from, and is kept inside when what had it goes. */
import { CloseButton } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { focusTitle } from './page.tsx';
import styles from './side-panel.module.css';

interface SidePanelProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function SidePanel({ title, onClose, children }: SidePanelProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    heading.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before !== document.body && before.isConnected)
        before.focus({ preventScroll: true });
      else focusTitle();
    };
  }, []);
  const isInside = useRef(true);
  // A button that was pressed may be gone with what it did: React tells of no blur then.
  useEffect(() => {
    if (isInside.current && document.activeElement === document.body)
      heading.current?.focus({ preventScroll: true });
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onClose();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Esc is heard wherever the focus is inside
    <aside
      className={styles['panel']}
      aria-label={title}
      onKeyDown={onKeyDown}
      onFocus={() => (isInside.current = true)}
      onBlur={() => (isInside.current = false)}
    >
      <div className={styles['head']}>
        <h2 ref={heading} tabIndex={-1} className={styles['title']}>
          {title}
        </h2>
        <CloseButton aria-label="Close" onClick={onClose} />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by keyboard */}
      <div className={styles['body']} tabIndex={0} role="group" aria-label="Details">
        {children}
      </div>
    </aside>
  );
}
