/** Which practice and EHR are in force, where that is set, and the ways to change it. Credentials are listed, never shown. */
import { Anchor, Button } from '@mantine/core';
import { useState } from 'react';
import type { PracticeSettings } from '#shared/contract/settings.ts';
import { PRODUCT_OF } from '#shared/domain/ehr.ts';
import { useBridge, useView } from '../../state/context.tsx';
import { formatHash } from '../../state/route.ts';
import { useAsked } from '../../state/use-asked.ts';
import { type Fact, Facts } from '../../ui/facts.tsx';
import { FailurePanel } from '../../ui/failure-note.tsx';
import { OpeningNote } from '../practice-form/opening-note.tsx';
import { type Opening, useOpening } from '../practice-form/use-opening.ts';
import { SampleMenu } from '../practice-form/sample-menu.tsx';
import { ChangeDetails } from './change-details.tsx';
import { CredentialList } from './credential-list.tsx';
import styles from './settings.module.css';

export function DiaryConnection() {
  const bridge = useBridge();
  const { value, failure, askAgain } = useAsked(() => bridge.settings.read(), 'settings');
  return (
    <section aria-label="Connection to the diary" data-loaded={value !== undefined || failure !== undefined}>
      <h2 className={styles['heading']}>Connection to the diary</h2>
      {failure && !value && (
        <FailurePanel
          title="The settings could not be read"
          failure={failure}
          ehr="the diary"
          onRetry={askAgain}
        />
      )}
      {value && <InForce settings={value} />}
    </section>
  );
}

const SOURCE_WORDS: Readonly<Record<PracticeSettings['source'], string>> = {
  sample: 'The sample practice. Nothing in it is real.',
  'data-folder': 'Your own practice, set up on this PC.',
  'given-file':
    'Your own practice, set up in a file that was named at the start. It is changed in that file.',
};

function InForce({ settings }: { readonly settings: PracticeSettings }) {
  const opening = useOpening();
  const draft = useView((state) => state.drafts.settings);
  const [isChanging, setIsChanging] = useState(draft !== undefined);
  const { source, practice, ehr } = settings;
  if (source === 'data-folder' && isChanging)
    return <ChangeDetails settings={settings} opening={opening} onDone={() => setIsChanging(false)} />;
  const product = PRODUCT_OF[ehr.kind];
  return (
    <>
      <p className={styles['soft']}>{SOURCE_WORDS[source]}</p>
      <Facts
        facts={[
          ['Practice', practice.name],
          ['ODS code', practice.odsCode],
          ...(practice.phone === '' ? [] : ([['Phone', practice.phone]] satisfies Fact[])),
          ['EHR', product],
          ['Reached at', <code key="at">{placeOf(settings)}</code>],
          ...(settings.file === undefined
            ? []
            : ([['File', <code key="file">{settings.file}</code>]] satisfies Fact[])),
        ]}
      />
      {source !== 'sample' && <CredentialList settings={settings} opening={opening} />}
      <WaysOn settings={settings} opening={opening} onChange={() => setIsChanging(true)} />
      <OpeningNote opening={opening} ehr={product} />
    </>
  );
}

const placeOf = ({ ehr }: PracticeSettings): string =>
  ehr.kind === 'systmone' ? `${ehr.host}:${ehr.port}` : ehr.baseUrl;

interface WaysOnProps {
  readonly settings: PracticeSettings;
  readonly opening: Opening;
  readonly onChange: () => void;
}

function WaysOn({ settings, opening, onChange }: WaysOnProps) {
  const { source, hasOwnPractice } = settings;
  return (
    <div className={styles['actions']}>
      {source === 'data-folder' && (
        <Button disabled={opening.state !== 'still'} onClick={onChange}>
          Change
        </Button>
      )}
      {source === 'sample' && hasOwnPractice === true && (
        <Button disabled={opening.state !== 'still'} onClick={() => opening.open('practice')}>
          Open our own practice
        </Button>
      )}
      {source === 'sample' && hasOwnPractice !== true && (
        <Button component="a" href={formatHash('set-up')}>
          Set up your practice
        </Button>
      )}
      {source !== 'given-file' && (
        <SampleMenu
          opening={opening}
          label={source === 'sample' ? 'Another sample practice' : 'Open the sample practice'}
        />
      )}
      {source === 'data-folder' && (
        <Anchor size="sm" underline="always" href={formatHash('set-up')}>
          Another EHR? Go through the set-up again
        </Anchor>
      )}
    </div>
  );
}
