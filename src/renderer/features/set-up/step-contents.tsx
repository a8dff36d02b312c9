/** What each step of the guide holds, and the button that leads to the next. Only the last one keeps anything. */
import { Button } from '@mantine/core';
import type { PracticeSettings } from '#shared/contract/settings.ts';
import { PRODUCT_OF } from '#shared/domain/ehr.ts';
import { DetailsForm } from '../practice-form/details-form.tsx';
import { OpeningNote } from '../practice-form/opening-note.tsx';
import { type Trial, TryDraft, isPassed, trialWords } from '../practice-form/try-draft.tsx';
import { SampleMenu } from '../practice-form/sample-menu.tsx';
import type { Opening } from '../practice-form/use-opening.ts';
import type { PracticeForm } from '../practice-form/use-practice-form.ts';
import { AskingList } from './asking-list.tsx';
import { ChooseEhr } from './choose-ehr.tsx';
import styles from './set-up.module.css';

export interface StepProps {
  readonly settings: PracticeSettings;
  readonly form: PracticeForm;
  readonly trial: Trial;
  readonly opening: Opening;
  readonly goTo: (step: number) => void;
}

export function ChooseStep({ form, opening, goTo }: StepProps) {
  const { kind } = form.entries;
  return (
    <>
      <ChooseEhr kind={kind} onKind={form.chooseKind} />
      <div className={styles['actions']}>
        <Button onClick={() => goTo(1)}>Continue with {PRODUCT_OF[kind]}</Button>
        <SampleMenu opening={opening} label="Keep trying with the sample practice" />
      </div>
      <OpeningNote opening={opening} ehr={PRODUCT_OF[kind]} />
    </>
  );
}

export function AskStep({ form, goTo }: StepProps) {
  return (
    <>
      <AskingList kind={form.entries.kind} />
      <div className={styles['actions']}>
        <Button onClick={() => goTo(2)}>Continue</Button>
        <span className={styles['soft']}>
          It may take days until all of it is there. The sample practice waits.
        </span>
      </div>
    </>
  );
}

export function DetailsStep({ settings, form, goTo }: StepProps) {
  return (
    <>
      <DetailsForm form={form} keeper={settings.keeper} />
      <div className={styles['actions']}>
        <Button
          onClick={() => {
            if (form.isWhole()) goTo(3);
          }}
        >
          Continue
        </Button>
      </div>
    </>
  );
}

export function TestStep({ form, trial, goTo }: StepProps) {
  const hasPassed = isPassed(trial);
  return (
    <>
      <p className={styles['lead']}>
        Goes through the connection step by step, changes nothing in {PRODUCT_OF[form.entries.kind]}, and
        keeps nothing.
      </p>
      <TryDraft form={form} trial={trial} />
      <div className={styles['actions']}>
        <Button variant={hasPassed ? 'filled' : 'default'} onClick={() => goTo(4)}>
          {hasPassed ? 'Continue' : 'Continue without a passed test'}
        </Button>
      </div>
    </>
  );
}

export function SaveStep({ form, trial, opening, goTo }: StepProps) {
  const ehr = PRODUCT_OF[form.entries.kind];
  const hasPassed = isPassed(trial);
  return (
    <>
      <p className={styles['lead']}>
        Slotkeeper keeps these details on this PC, reads {ehr} for the first time and opens on Live bookings.
        Patients are offered nothing until you switch slot types on.
      </p>
      {!hasPassed && (
        <p className={styles['caution']}>
          {trialWords(trial, ehr)}. You can save all the same: Slotkeeper keeps trying and says what is in the
          way.
        </p>
      )}
      <div className={styles['actions']}>
        <Button
          loading={opening.state === 'asking'}
          disabled={opening.state === 'opening'}
          onClick={() => opening.save(form.draft)}
        >
          {hasPassed ? 'Save and open' : 'Save anyway'}
        </Button>
        <Button variant="default" disabled={opening.state !== 'still'} onClick={() => goTo(2)}>
          Back to the details
        </Button>
      </div>
      <OpeningNote opening={opening} ehr={ehr} />
    </>
  );
}
