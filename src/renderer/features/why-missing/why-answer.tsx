/** The answer: one sentence, the four questions with what was seen, and every slot with every reason. */
import { Button } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconHelpCircle, IconWorld, IconWorldOff } from '@tabler/icons-react';
import { useState } from 'react';
import type { WhyAnswer, WhySlot, WhyStep } from '#shared/contract/rows.ts';
import { formatClock, formatDay } from '#shared/domain/time.ts';
import { WHY_QUESTIONS } from '#shared/domain/why-questions.ts';
import { Badge } from '../../ui/state-badge.tsx';
import { WhyAct } from './why-act.tsx';
import styles from './why-missing.module.css';

const ANSWER_LOOK = {
  yes: { Icon: IconCircleCheck, word: 'Yes', color: 'var(--sk-ok)' },
  no: { Icon: IconCircleX, word: 'No', color: 'var(--sk-bad)' },
  'not-known': { Icon: IconHelpCircle, word: 'Not known', color: 'var(--sk-unknown)' },
} as const;

export function WhyAnswerView({ answer, ehr }: { readonly answer: WhyAnswer; readonly ehr: string }) {
  return (
    <>
      <p className={styles['verdict']} role="status">
        {answer.verdict}
      </p>
      <ol className={styles['steps']}>
        {answer.steps.map((step, index) => (
          <Step key={step.code} step={step} index={index} answer={answer} ehr={ehr} />
        ))}
      </ol>
      <Slots answer={answer} />
    </>
  );
}

function Step({
  step,
  index,
  answer,
  ehr,
}: {
  readonly step: WhyStep;
  readonly index: number;
  readonly answer: WhyAnswer;
  readonly ehr: string;
}) {
  const { Icon, word, color } = ANSWER_LOOK[step.answer];
  return (
    <li className={styles['step']} data-step={step.code} data-answer={step.answer}>
      <Icon size={22} color={color} aria-hidden className={styles['stepIcon']} />
      <div className={styles['stepBody']}>
        <h2 className={styles['question']}>
          {index + 1}. {WHY_QUESTIONS[step.code]} <span style={{ color }}>{word}</span>
        </h2>
        <Evidence sentences={step.evidence} />
        {step.nextStep && <p className={styles['next']}>{step.nextStep}</p>}
      </div>
      {step.act && <WhyAct act={step.act} answer={answer} ehr={ehr} />}
    </li>
  );
}

/** A big practice has a dozen sessions of one type on a day: the first say enough to go on reading. */
const SHOWN_AT_FIRST = 5;

function Evidence({ sentences }: { readonly sentences: readonly string[] }) {
  const [isWhole, setIsWhole] = useState(false);
  const isLong = sentences.length > SHOWN_AT_FIRST + 1;
  const shown = isLong && !isWhole ? sentences.slice(0, SHOWN_AT_FIRST) : sentences;
  return (
    <>
      {shown.map((sentence) => (
        <p key={sentence} className={styles['evidence']}>
          {sentence}
        </p>
      ))}
      {isLong && (
        <Button variant="subtle" size="compact-xs" ml={-8} onClick={() => setIsWhole(!isWhole)}>
          {isWhole ? 'Show fewer' : `and ${sentences.length - SHOWN_AT_FIRST} more`}
        </Button>
      )}
    </>
  );
}

function Slots({ answer }: { readonly answer: WhyAnswer }) {
  const { slots, slotTypeName, question } = answer;
  if (slots.length === 0) return null;
  return (
    <section aria-label="Every slot and its reasons">
      <h2 className={styles['slotsTitle']}>
        Every slot of {slotTypeName} on {formatDay(question.day)}
      </h2>
      <table className={styles['slots']}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Clinician</th>
            <th scope="col">Session</th>
            <th scope="col">Patients</th>
            <th scope="col">Every reason</th>
          </tr>
        </thead>
        <tbody>
          {slots.map((slot) => (
            <SlotLine key={slot.slotId} slot={slot} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function SlotLine({ slot }: { readonly slot: WhySlot }) {
  return (
    <tr>
      <td className={styles['time']}>{formatClock(slot.startsAt)}</td>
      <td>{slot.clinicianName}</td>
      <td>{slot.sessionName}</td>
      <td>
        {slot.isOffered ? (
          <Badge tone="ok" icon={<IconWorld size={14} aria-hidden />}>
            Can book it
          </Badge>
        ) : (
          <Badge tone="unknown" icon={<IconWorldOff size={14} aria-hidden />}>
            Not offered
          </Badge>
        )}
      </td>
      <td className={styles['reasons']}>{slot.words.join(' ')}</td>
    </tr>
  );
}
