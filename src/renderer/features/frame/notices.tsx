/** Start-up news that reception must see: it stays until somebody puts it away. */
import { CloseButton } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { briefCauseOf } from '#shared/domain/failure-words.ts';
import { useSnapshot, useView, useViewStore } from '../../state/context.tsx';
import { practiceOf } from '../../state/selectors.ts';
import styles from './frame.module.css';

export function Notices() {
  const practice = practiceOf(useSnapshot());
  const dismissed = useView((view) => view.dismissed);
  const view = useViewStore();
  if (!practice) return null;
  const closed = practice.bookingSiteFailure;
  const notices = [
    ...(closed
      ? [
          {
            code: 'booking-site-closed',
            text: `Patients cannot reach the booking page: ${closed.message || briefCauseOf(closed, practice.ehr)}`,
          },
        ]
      : []),
    ...practice.notices,
  ].filter((notice) => !dismissed.includes(notice.code));
  if (notices.length === 0) return null;
  return (
    <div className={styles['notices']} role="status">
      {notices.map(({ code, text }) => (
        <div key={code} className={styles['notice']}>
          <IconAlertTriangle size={16} aria-hidden />
          <span className={styles['noticeText']}>{text}</span>
          <CloseButton
            size="sm"
            c="inherit"
            aria-label="Put this message away"
            onClick={() => view.setState({ dismissed: [...dismissed, code] })}
          />
        </div>
      ))}
    </div>
  );
}
