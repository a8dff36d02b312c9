/**
 * The way from the sample practice to one's own, in five steps on one page. What is filled in stays when somebody goes back
 * or looks at another screen; credentials do not. Nothing is kept by Slotkeeper before the last step.
 */
import { Anchor } from '@mantine/core';
import { IconFileCode } from '@tabler/icons-react';
import { useState } from 'react';
import type { PracticeSettings } from '#shared/contract/settings.ts';
import { PRODUCT_OF } from '#shared/domain/ehr.ts';
import { useBridge, useView, useViewStore } from '../../state/context.tsx';
import { formatHash } from '../../state/route.ts';
import { useAsked } from '../../state/use-asked.ts';
import { FailurePanel } from '../../ui/failure-note.tsx';
import { EmptyState, Page } from '../../ui/page.tsx';
import { trialWords, useTrial } from '../practice-form/try-draft.tsx';
import { useOpening } from '../practice-form/use-opening.ts';
import { usePracticeForm } from '../practice-form/use-practice-form.ts';
import { GuideStep } from './guide-step.tsx';
import styles from './set-up.module.css';
import { AskStep, ChooseStep, DetailsStep, SaveStep, TestStep } from './step-contents.tsx';
import { countSteps } from './what-to-ask.ts';

export function SetUp() {
  const bridge = useBridge();
  const { value, failure, askAgain } = useAsked(() => bridge.settings.read(), 'settings');
  return (
    <Page screen="set-up" title="Set up your practice" isReady={value !== undefined || failure !== undefined}>
      {failure && !value && (
        <FailurePanel
          title="The settings could not be read"
          failure={failure}
          ehr="the diary"
          onRetry={askAgain}
        />
      )}
      {value?.source === 'given-file' && (
        <EmptyState
          icon={<IconFileCode size={28} aria-hidden />}
          title="This practice is set up in a file that was named at the start"
        >
          It is changed there: <code>{value.file}</code>. Credentials can be replaced under{' '}
          <Anchor underline="always" href={formatHash('settings')}>
            Settings
          </Anchor>
          .
        </EmptyState>
      )}
      {value && value.source !== 'given-file' && <Guide settings={value} />}
    </Page>
  );
}

const STEPS = [
  { title: 'Which EHR?', back: 'Change', Content: ChooseStep },
  { title: 'What to ask of whom', back: 'Look again', Content: AskStep },
  { title: 'Your practice’s details', back: 'Change', Content: DetailsStep },
  { title: 'Test the connection', back: 'Test again', Content: TestStep },
  { title: 'Save and open', back: 'Change', Content: SaveStep },
] as const;
const DETAILS = 2;

function Guide({ settings }: { readonly settings: PracticeSettings }) {
  const view = useViewStore();
  const wanted = useView((state) => state.guideStep);
  const [hasMoved, setHasMoved] = useState(false);
  const form = usePracticeForm(settings, 'set-up');
  const trial = useTrial(form);
  const opening = useOpening();
  const { kind, texts } = form.entries;
  const ehr = PRODUCT_OF[kind];
  // Credentials do not outlive a look at another screen: then the details want them again first.
  const at = wanted > DETAILS && Object.keys(form.mistakes).length > 0 ? DETAILS : wanted;

  const goTo = (step: number) => {
    setHasMoved(true);
    view.setState({ guideStep: step });
  };
  const summaries = [
    ehr,
    `${countSteps(kind)} things to ask or see to`,
    `${texts.name.trim()} · ${texts.odsCode.trim()}`,
    trialWords(trial, ehr),
    '',
  ];

  return (
    <div className={styles['column']}>
      <p className={styles['lead']}>
        {settings.source === 'sample'
          ? 'Five steps from the sample practice to your own. Nothing is kept before the last one.'
          : 'Your practice is set up already. These steps replace its details at the last one, not before.'}
      </p>
      <ol className={styles['guide']}>
        {STEPS.map(({ title, back, Content }, index) => (
          <GuideStep
            key={title}
            number={index + 1}
            title={title}
            state={index === at ? 'open' : index < at ? 'done' : 'to-come'}
            summary={summaries[index] ?? ''}
            takesFocus={hasMoved}
            back={back}
            onOpen={() => goTo(index)}
          >
            <Content settings={settings} form={form} trial={trial} opening={opening} goTo={goTo} />
          </GuideStep>
        ))}
      </ol>
    </div>
  );
}
