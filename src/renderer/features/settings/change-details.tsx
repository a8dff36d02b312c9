/** The details of a practice that is set up, changed in place: fields, a test, and Save, which opens the practice anew. */
import { Button } from '@mantine/core';
import type { PracticeSettings } from '#shared/contract/settings.ts';
import { PRODUCT_OF } from '#shared/domain/ehr.ts';
import { DetailsForm } from '../practice-form/details-form.tsx';
import { OpeningNote } from '../practice-form/opening-note.tsx';
import { TryDraft, useTrial } from '../practice-form/try-draft.tsx';
import type { Opening } from '../practice-form/use-opening.ts';
import { usePracticeForm } from '../practice-form/use-practice-form.ts';
import styles from './settings.module.css';

interface ChangeDetailsProps {
  readonly settings: PracticeSettings;
  readonly opening: Opening;
  readonly onDone: () => void;
}

export function ChangeDetails({ settings, opening, onDone }: ChangeDetailsProps) {
  const form = usePracticeForm(settings, 'settings');
  const trial = useTrial(form);
  return (
    <>
      <DetailsForm form={form} keeper={settings.keeper} />
      <div className={styles['try']}>
        <TryDraft form={form} trial={trial} />
      </div>
      <div className={styles['actions']}>
        <Button
          disabled={!form.isDirty || opening.state === 'opening'}
          loading={opening.state === 'asking'}
          onClick={() => {
            if (form.isWhole()) opening.save(form.draft);
          }}
        >
          Save and open again
        </Button>
        <Button
          variant="default"
          disabled={opening.state !== 'still'}
          onClick={() => {
            form.reset();
            onDone();
          }}
        >
          Cancel
        </Button>
      </div>
      <OpeningNote opening={opening} ehr={PRODUCT_OF[form.entries.kind]} />
    </>
  );
}
