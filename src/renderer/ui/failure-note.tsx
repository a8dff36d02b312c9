/** A failure in full: what happened, what it means for patients, what to do and who can; the technical text behind a fold. */
import { IconAlertTriangle } from '@tabler/icons-react';
import { Button } from '@mantine/core';
import type { Failure } from '#shared/domain/failure.ts';
import { causeOf, remedyOf } from '#shared/domain/failure-words.ts';
import { Facts } from './facts.tsx';
import styles from './failure-note.module.css';

interface FailureFactsProps {
  readonly failure: Failure;
  readonly ehr: string;
  /** Where the failure's own words would speak of something else: of reading, say, when it was a write. */
  readonly forPatients?: string | undefined;
}

export function FailureFacts({ failure, ehr, forPatients }: FailureFactsProps) {
  const remedy = remedyOf(failure, ehr);
  const { doNext, who } = remedy;
  return (
    <div className={styles['facts']}>
      <Facts
        facts={[
          ['What happened', causeOf(failure, ehr)],
          ['For patients', forPatients ?? remedy.forPatients],
          ['What to do', doNext],
          ['Who can', who.charAt(0).toUpperCase() + who.slice(1)],
        ]}
      />
      <SupportDetails failure={failure} />
    </div>
  );
}

export function SupportDetails({ failure }: { readonly failure: Failure }) {
  return (
    <details className={styles['support']}>
      <summary>Details for support</summary>
      <code>
        {failure.kind}: {failure.message}
        {failure.detail ? ` — ${failure.detail}` : ''}
      </code>
    </details>
  );
}

/** In place of a screen's content that could not be had. */
export function FailurePanel({
  title,
  failure,
  ehr,
  onRetry,
}: {
  readonly title: string;
  readonly failure: Failure;
  readonly ehr: string;
  readonly onRetry: () => void;
}) {
  return (
    <div className={styles['panel']} role="alert">
      <div className={styles['heading']}>
        <IconAlertTriangle size={18} aria-hidden />
        {title}
      </div>
      <FailureFacts failure={failure} ehr={ehr} />
      <Button variant="default" onClick={onRetry} mt="md">
        Try again
      </Button>
    </div>
  );
}
