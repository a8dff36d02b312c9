/** Why patients are not offered a slot: the four questions of the practice's guide, answered by the engine that decides what is offered. */
import { Input, Loader, Select } from '@mantine/core';
import { IconHelpHexagon } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { WhyAnswer } from '#shared/contract/rows.ts';
import { go } from '../../state/go.ts';
import { parseDay } from '#shared/domain/time.ts';
import { useBridge, useIsReady, useSnapshot } from '../../state/context.tsx';
import { useToday } from '../../state/now.ts';
import { formatHash } from '../../state/route.ts';
import { ehrOf, rowsOf } from '../../state/selectors.ts';
import { useAsked } from '../../state/use-asked.ts';
import { DayPicker } from '../../ui/day-picker.tsx';
import { FailurePanel } from '../../ui/failure-note.tsx';
import { EmptyState, Page } from '../../ui/page.tsx';
import { readQuestion } from './read-question.ts';
import { TimeField } from './time-field.tsx';
import { WhyAnswerView } from './why-answer.tsx';
import styles from './why-missing.module.css';

export function WhyMissing({ query }: { readonly query: Readonly<Record<string, string>> }) {
  const bridge = useBridge();
  const snapshot = useSnapshot();
  const isReady = useIsReady();
  const today = useToday();
  const ehr = ehrOf(snapshot);
  const asked = { ...query, day: query['day'] ?? today };
  const question = readQuestion(asked);
  const types = useMemo(
    () =>
      rowsOf(snapshot.slotTypes)
        .map(({ id, name, isActive }) => ({ value: id, label: isActive ? name : `${name} (not active)` }))
        .sort((a, b) => a.label.localeCompare(b.label, 'en-GB')),
    [snapshot.slotTypes],
  );
  const change = (next: Readonly<Record<string, string | undefined>>) => {
    go(formatHash('why-missing', { ...asked, ...next }));
  };

  // The answer rests on the day, the type, the holds and the health: any of them changing asks again.
  const day = question && snapshot.days[question.day];
  const type = question && snapshot.slotTypes[question.slotTypeId];
  const version = [
    day?.revision,
    day?.countsReadAt,
    type?.isActive,
    type?.offered,
    snapshot.health['read']?.state,
    Object.keys(snapshot.holds).length,
  ].join(' ');
  const subject = JSON.stringify(question ?? null);
  const { value, failure, askAgain } = useAsked<WhyAnswer | undefined>(
    async () => {
      const outcome = question && (await bridge.whyMissing.ask(question));
      return outcome ?? { ok: true, value: undefined };
    },
    subject,
    version,
  );

  return (
    <Page
      screen="why-missing"
      title="Why is my slot missing?"
      isReady={isReady && (question === undefined || value !== undefined || failure !== undefined)}
    >
      <form className={styles['form']} onSubmit={(event) => event.preventDefault()}>
        <Select
          label="Slot type"
          placeholder="Choose or type a name"
          w={320}
          searchable
          data={types}
          value={query['type'] ?? null}
          nothingFoundMessage={`${ehr} has no such slot type`}
          onChange={(chosen) => change({ type: chosen ?? undefined, clinician: undefined })}
        />
        <Input.Wrapper label="Day" size="xs" labelElement="div">
          <div>
            <DayPicker
              day={question?.day ?? parseDay(asked.day) ?? today}
              label="choose a day"
              onDay={(day) => change({ day })}
            />
          </div>
        </Input.Wrapper>
        <TimeField time={query['time'] ?? ''} onTime={(time) => change({ time })} />
        <Select
          label="Clinician"
          placeholder="Any"
          w={220}
          clearable
          searchable
          data={(value?.clinicians ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          disabled={!value || value.clinicians.length === 0}
          value={query['clinician'] ?? null}
          onChange={(chosen) => change({ clinician: chosen ?? undefined })}
        />
      </form>
      {!question && (
        <EmptyState icon={<IconHelpHexagon size={28} aria-hidden />} title="Choose a slot type and a day">
          You then see in order whether the session is built, the type is switched on, the diary has been read
          since, and the connection is healthy; and for every slot all the reasons why it is or is not
          offered.
        </EmptyState>
      )}
      {question && failure && !value && (
        <FailurePanel title="No answer" failure={failure} ehr={ehr} onRetry={askAgain} />
      )}
      {question && !failure && !value && <Loader size="sm" m="xl" />}
      {question && value && <WhyAnswerView answer={value} ehr={ehr} />}
    </Page>
  );
}
