/** One screen: title and tools on one line, content beneath. `isReady` says that its data are on screen. */
import type { ReactNode } from 'react';
import type { Screen } from '../state/route.ts';
import styles from './page.module.css';

interface PageProps {
  readonly screen: Screen;
  readonly title: string;
  readonly isReady: boolean;
  readonly tools?: ReactNode;
  /** `page`: the whole content scrolls. `own`: parts of it scroll by themselves. */
  readonly scroll?: 'page' | 'own';
  readonly children: ReactNode;
}

/** When what had the keyboard's focus is done and gone. */
export const focusTitle = (): void => document.querySelector<HTMLElement>('[data-screen] h1')?.focus();

export function Page({ screen, title, isReady, tools, scroll = 'page', children }: PageProps) {
  return (
    <div className={styles['page']} data-screen={screen} data-ready={isReady}>
      <header className={styles['header']}>
        <h1 className={styles['title']} tabIndex={-1}>
          {title}
        </h1>
        {tools && <div className={styles['tools']}>{tools}</div>}
      </header>
      <div className={scroll === 'page' ? styles['scroll'] : styles['body']}>{children}</div>
    </div>
  );
}

/** Why there is nothing, and what to do. */
export function EmptyState({
  icon,
  title,
  children,
}: {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className={styles['empty']}>
      {icon}
      <div className={styles['emptyTitle']}>{title}</div>
      {children && <div className={styles['emptyText']}>{children}</div>}
    </div>
  );
}
