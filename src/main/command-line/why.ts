/** `slotkeeper why`: why slots of one type are, or are not, offered on one day. The window's answer, in the terminal. */
import { formatClock, parseClock, parseDay } from '#shared/domain/time.ts';

import { WHY_QUESTIONS } from '#shared/domain/why-questions.ts';

import { createWhyMissing } from '../core/offer-questions.ts';
import { sightOf } from '../core/last-opened.ts';
import { asCommand, readArguments, refuseArguments, say, sayFailure, sayJson } from './command.ts';
import { withOpenedFolder } from './open-offline.ts';

const help = `Usage: slotkeeper why --slot-type NAME --date YYYY-MM-DD [--time HH:MM] [--clinician NAME] [--data DIR] [--json]

Answers the four questions of the practice's guide in order, then every reason slot by slot.
`;

const MARKS = { yes: '✓', no: '✗', 'not-known': '?' } as const;

export const whyCommand = asCommand({ summary: 'Why a slot is not offered', help }, async (args) => {
  const { values, positionals } = readArguments(args, {
    'slot-type': { type: 'string' },
    date: { type: 'string' },
    time: { type: 'string' },
    clinician: { type: 'string' },
    data: { type: 'string' },
    json: { type: 'boolean' },
  });
  if (positionals.length > 0)
    refuseArguments(`What is “${positionals[0]}”? Put a name of several words in quotes.`);
  const day = parseDay(values.date ?? '');
  if (!day) return refuseArguments('Give a day as --date YYYY-MM-DD.');
  const wanted = values['slot-type'];
  if (!wanted) return refuseArguments('Give a slot type as --slot-type NAME.');
  const minutes = values.time === undefined ? undefined : parseClock(values.time);
  if (values.time !== undefined && minutes === undefined)
    return refuseArguments('Give a time as --time HH:MM.');

  const done = await withOpenedFolder(values.data, (opened) => {
    const type = opened.read.slotTypes.all().find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
    if (!type) {
      process.stderr.write(`The diary has no slot type “${wanted}”.\n`);
      return 1;
    }
    const clinician = opened.read.sessions
      .onDay(day)
      .flatMap((session) => session.clinicians)
      .find(({ name }) => name.toLowerCase().includes(values.clinician?.toLowerCase() ?? '\n'));
    if (values.clinician && !clinician) {
      process.stderr.write(`No session of “${values.clinician}” is in the diary on that day.\n`);
      return 1;
    }
    const question = {
      slotTypeId: type.id,
      day,
      ...(minutes === undefined ? {} : { minutes }),
      ...(clinician ? { clinicianId: clinician.id } : {}),
    };
    const answer = createWhyMissing({
      ...opened,
      ehr: opened.lastOpened.ehr,
      sees: sightOf(opened.lastOpened),
    })(question);
    if (!answer.ok) return sayFailure(answer.failure);
    if (values.json) {
      sayJson(answer.value);
      return 0;
    }
    const { verdict, steps, slots } = answer.value;
    say(`${verdict}\n`);
    for (const step of steps) {
      say(`${MARKS[step.answer]} ${WHY_QUESTIONS[step.code]}`);
      for (const sentence of step.evidence) say(`    ${sentence}`);
      if (step.nextStep) say(`    → ${step.nextStep}`);
    }
    if (slots.length > 0) say('');
    for (const slot of slots) {
      const words = slot.isOffered ? 'offered' : slot.words.join(' ');
      say(`${formatClock(slot.startsAt)}  ${slot.clinicianName}  ${words}`);
    }
    return 0;
  });
  return done.ok ? done.value : sayFailure(done.failure);
});
