/** What support needs from this PC: a bundle whose every file can be read here before it is written. */
import { Anchor, Button, Loader, Textarea } from '@mantine/core';
import { IconCircleCheck, IconFileZip, IconFolderOpen, IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { Failure } from '#shared/domain/failure.ts';
import { useBridge, useIsReady, useSnapshot } from '../../state/context.tsx';
import { ehrOf, practiceOf } from '../../state/selectors.ts';
import { useAsked } from '../../state/use-asked.ts';
import { FailureFacts, FailurePanel } from '../../ui/failure-note.tsx';
import { Page } from '../../ui/page.tsx';
import { BundleFiles } from './bundle-files.tsx';
import styles from './help.module.css';

export function Help() {
  const bridge = useBridge();
  const snapshot = useSnapshot();
  const isReady = useIsReady();
  const ehr = ehrOf(snapshot);
  const { value, failure, isAsking, askAgain } = useAsked(() => bridge.help.previewBundle(), 'bundle');

  return (
    <Page screen="help" title="Help" isReady={isReady && (value !== undefined || failure !== undefined)}>
      <div className={styles['two']}>
        <div>
          <p className={styles['lead']}>
            Something is wrong and “Connection” and “Why missing?” do not say why? Export a bundle and send it
            to support. It tells them what Slotkeeper did and saw, and nothing about patients.
          </p>
          <ExportBundle ehr={ehr} />
          <NeverInIt />
          <p className={styles['soft']}>Slotkeeper {practiceOf(snapshot)?.version ?? ''}</p>
        </div>
        <section aria-label="What is in the bundle">
          <div className={styles['filesHead']}>
            <h2 className={styles['heading']}>What is in the bundle</h2>
            <Anchor component="button" size="sm" onClick={askAgain} disabled={isAsking}>
              Look again
            </Anchor>
          </div>
          {failure && !value && (
            <FailurePanel title="No preview" failure={failure} ehr={ehr} onRetry={askAgain} />
          )}
          {!failure && !value && <Loader size="sm" />}
          {value && <BundleFiles preview={value} />}
        </section>
      </div>
    </Page>
  );
}

function ExportBundle({ ehr }: { readonly ehr: string }) {
  const bridge = useBridge();
  const [note, setNote] = useState('');
  const [isExporting, setIsExporting] = useState(false);
  const [path, setPath] = useState<string>();
  const [failure, setFailure] = useState<Failure>();

  const exportIt = async () => {
    setIsExporting(true);
    const outcome = await bridge.help.exportBundle({ note: note.trim() });
    setIsExporting(false);
    setPath(outcome.ok ? outcome.value.path : undefined);
    setFailure(outcome.ok ? undefined : outcome.failure);
  };

  return (
    <section aria-label="Export a bundle">
      <Textarea
        label="What happened?"
        description="When, on which screen, what you expected. Please name no patient."
        autosize
        minRows={3}
        maxLength={2_000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Button
        mt="md"
        loading={isExporting}
        leftSection={<IconFileZip size={14} aria-hidden />}
        onClick={() => void exportIt()}
      >
        Export the bundle
      </Button>
      {failure && <FailureFacts failure={failure} ehr={ehr} />}
      {path && (
        <div className={styles['done']} role="status">
          <IconCircleCheck size={18} aria-hidden />
          <span className={styles['path']}>
            Exported to <code>{path}</code>
          </span>
          <Button
            variant="default"
            leftSection={<IconFolderOpen size={14} aria-hidden />}
            onClick={() => void bridge.help.showBundle({ path })}
          >
            Show in folder
          </Button>
        </div>
      )}
    </section>
  );
}

function NeverInIt() {
  return (
    <section className={styles['never']} aria-label="What it never contains">
      <h2 className={styles['heading']}>
        <IconShieldCheck size={18} aria-hidden />
        What it never contains
      </h2>
      <ul>
        <li>Patients’ names, NHS numbers, dates of birth or reasons for booking</li>
        <li>Passwords, tokens or other secrets of the connection</li>
        <li>Patients’ private booking links</li>
      </ul>
      <p className={styles['soft']}>Every file is searched for them before the bundle is written.</p>
    </section>
  );
}
