/** One step of the guide: open, done (with a line that says what was chosen, and a way back to it), or still to come. */
import { IconCheck } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import styles from './set-up.module.css';

interface GuideStepProps {
  readonly number: number;
  readonly title: string;
  readonly state: 'done' | 'open' | 'to-come';
  /** What was chosen, once it is done. */
  readonly summary: string;
  /** The way back: `Change`, or `Look again` where nothing was filled in. */
  readonly back: string;
  readonly onOpen: () => void;
  /** Only a step that somebody came to takes the focus, not the one that the screen starts with. */
  readonly takesFocus: boolean;
  readonly children: ReactNode;
}

export function GuideStep({
  number,
  title,
  state,
  summary,
  back,
  onOpen,
  takesFocus,
  children,
}: GuideStepProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const isOpen = state === 'open';
  useEffect(() => {
    if (!isOpen || !takesFocus) return;
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: 'start' });
  }, [isOpen, takesFocus]);
  return (
    <li className={styles['step']} data-state={state} aria-current={isOpen ? 'step' : undefined}>
      <span className={styles['number']} aria-hidden>
        {state === 'done' ? <IconCheck size={14} /> : number}
      </span>
      <div className={styles['stepBody']}>
        <div className={styles['stepHead']}>
          <h2 ref={heading} tabIndex={-1} className={styles['stepTitle']}>
            {title}
          </h2>
          {state === 'done' && (
            <>
              {summary !== '' && <span className={styles['summary']}>{summary}</span>}
              <button
                type="button"
                className={styles['change']}
                aria-label={`${back}: ${title}`}
                onClick={onOpen}
              >
                {back}
              </button>
            </>
          )}
        </div>
        {isOpen && <div className={styles['stepContent']}>{children}</div>}
      </div>
    </li>
  );
}
