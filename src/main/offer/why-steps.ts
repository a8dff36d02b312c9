/**
 * The four questions of the practice's guide, in its order. Each answers only from what was really read, says when that
 * was, and answers *not known* where nothing was: an absence of knowledge is no absence of sessions.
 */
import { isFresh } from '#shared/domain/freshness.ts';
import { type Session, holderOf } from '#shared/domain/session.ts';
import {
  type Instant,
  addDays,
  formatClock,
  formatClockWithSeconds,
  formatDay,
} from '#shared/domain/time.ts';
import { countOf, formatAge, formatSince } from '#shared/domain/time-words.ts';
import type { WhyStep } from '#shared/domain/why-missing.ts';

import { formatLimit } from './words-of-reasons.ts';
import { appointmentBookOf, unseenSessions, unseenSlots, unseenTypes } from './words-of-sight.ts';
import { type WhyFacts, askedAt, countIn, isOfClinician, nameOf, reachOf, readingOf } from './why-facts.ts';

const CHECK_NOW = 'Press Check now. Anybody at reception can do this.';

/** Why nothing is known of the day at all, or `undefined` when it has been read. */
function whyUnread(facts: WhyFacts): WhyStep['evidence'] | undefined {
  const day = formatDay(facts.question.day);
  const reach = reachOf(facts);
  if (reach === 'past') return [`${day} has passed. Past days are not read.`];
  if (reach === 'beyond') {
    const { horizonDays } = facts.context;
    const from = formatDay(addDays(facts.question.day, -horizonDays));
    return [
      `${day} is further ahead than the ${countOf(horizonDays, 'day')} that are read. It will be read from ${from} on.`,
    ];
  }
  return readingOf(facts) ? undefined : [`${day} has not been read from ${facts.ehr} yet.`];
}

function sayHolding(session: Session, facts: WhyFacts): string {
  const count = countIn(session, facts);
  const times = `${formatClock(session.startsAt)} to ${formatClock(session.endsAt)}`;
  const where = `${holderOf(session)}, ${session.name}, ${session.site.name}, ${times}`;
  if (!facts.sees.bookedSlots) return `${where}: ${countOf(count?.open ?? 0, 'free slot')}.`;
  const states = [
    `${count?.open ?? 0} open`,
    ...(count?.booked ? [`${count.booked} booked`] : []),
    ...(count?.blocked ? [`${count.blocked} blocked`] : []),
    ...(count?.embargoed ? [`${count.embargoed} embargoed`] : []),
  ];
  return `${where}: ${countOf(count?.total ?? 0, 'slot')} (${states.join(', ')}).`;
}

function nameOfClinician({ question, sessions }: WhyFacts): string | undefined {
  if (question.clinicianId === undefined) return undefined;
  const all = sessions.flatMap((session) => session.clinicians);
  return all.find((clinician) => clinician.id === question.clinicianId)?.name ?? 'that clinician';
}

function sayHowMany(facts: WhyFacts, holding: number, ofClinician: number): string {
  const [name, day] = [nameOf(facts), formatDay(facts.question.day)];
  const { length } = facts.sessions;
  if (length === 0) return `no session at all on ${day}.`;
  if (holding === 0)
    return length === 1
      ? `the only session on ${day} does not hold ${name}.`
      : `none of the ${length} sessions on ${day} holds ${name}.`;
  const clinician = nameOfClinician(facts);
  const part = clinician ? `; ${ofClinician === 0 ? 'none' : ofClinician} of ${clinician}` : '';
  return `${countOf(holding, 'session')} on ${day} ${holding === 1 ? 'holds' : 'hold'} ${name}${part}.`;
}

const unlessNone = (sentence: string | undefined): readonly string[] =>
  sentence === undefined ? [] : [sentence];

export function stepSessionBuilt(facts: WhyFacts): WhyStep {
  const { sessions } = facts;
  const code = 'session-built';
  const reading = readingOf(facts);
  const unread = whyUnread(facts);
  if (unread || !reading) {
    const step = { code, answer: 'not-known', evidence: unread ?? [] } as const;
    return reachOf(facts) === 'within' ? { ...step, nextStep: CHECK_NOW, act: 'check-now' } : step;
  }
  const holding = sessions.filter((session) => countIn(session, facts));
  const asked = holding.filter((session) => isOfClinician(session, facts));
  const at = askedAt(facts);
  const covering = asked.filter(
    (session) => at === undefined || (session.startsAt <= at && at < session.endsAt),
  );
  const sum = `Read ${formatClockWithSeconds(reading.countsReadAt)}: ${sayHowMany(facts, holding.length, asked.length)}`;
  const told = (covering.length > 0 ? covering : asked).map((session) => sayHolding(session, facts));
  const evidence = [sum, ...told, ...unlessNone(told.length > 0 ? unseenSlots(facts) : undefined)];
  if (reading.state === 'suspect')
    return {
      code,
      answer: 'not-known',
      evidence: [
        ...evidence,
        `Since ${formatClock(reading.suspectSince ?? reading.countsReadAt)} a session, or many slots of this day, seem to be missing from ${facts.ehr}; a second reading will tell.`,
      ],
      nextStep: CHECK_NOW,
      act: 'check-now',
    };
  if (covering.length > 0) return { code, answer: 'yes', evidence };
  const unseen = unseenSessions(facts);
  const book = appointmentBookOf(facts);
  const build = `build the session, or give its slots this type, in ${book}. Whoever keeps the appointment book can do this.`;
  return {
    code,
    // Not shown is not the same as not built.
    answer: unseen ? 'not-known' : 'no',
    evidence: [
      ...evidence,
      ...unlessNone(
        asked.length > 0 && at !== undefined
          ? `None of these is under way at ${formatClock(at)}.`
          : undefined,
      ),
      ...unlessNone(unseen),
    ],
    nextStep: unseen ? `Look in ${book}; if it is not there, ${build}` : build.replace('build', 'Build'),
    act: 'copy-ehr-steps',
  };
}

export function stepTypeActive(facts: WhyFacts): WhyStep {
  const { slotType, ehr, context } = facts;
  const code = 'type-active';
  const unseen = unseenTypes(facts);
  if (!slotType)
    return {
      code,
      answer: unseen ? 'not-known' : 'no',
      evidence: [`${ehr}'s list of slot types has no such type.`, ...unlessNone(unseen)],
      nextStep: `Choose a type from the list, or add it in ${appointmentBookOf(facts)}. Whoever keeps the appointment book can do this.`,
      act: 'copy-ehr-steps',
    };
  const { name, switchedAt, vanishedAt, missingSince, lastSeenAt } = slotType;
  const listed = [
    ...(vanishedAt === undefined
      ? []
      : [`${ehr} no longer lists it; noticed ${formatSince(vanishedAt, context.now)}.`]),
    ...(unseen !== undefined && missingSince !== undefined && lastSeenAt !== undefined
      ? [`${ehr} last listed it at ${formatSince(lastSeenAt, context.now)}. ${unseen}`]
      : []),
    ...(slotType.bookableInEhr === false ? [`${ehr} marks it as not bookable.`] : []),
  ];
  const since = switchedAt === undefined ? '' : ` since ${formatSince(switchedAt, context.now)}`;
  if (slotType.isActive)
    return { code, answer: 'yes', evidence: [`${name} is switched on${since}.`, ...listed] };
  return {
    code,
    answer: 'no',
    evidence: [`${name} is switched off${since}. The slots of a type that is off are not read.`, ...listed],
    nextStep: 'Switch it on under Slot types. The practice manager can do this.',
    act: 'activate',
  };
}

export function stepReadLately(facts: WhyFacts): WhyStep {
  const { context, question, slotType } = facts;
  const code = 'read-lately';
  const reading = readingOf(facts);
  const band = context.bands.get(question.day);
  const unread = whyUnread(facts);
  if (unread || !reading || !band) {
    const step = { code, answer: 'not-known', evidence: unread ?? [] } as const;
    return reachOf(facts) === 'within' ? { ...step, nextStep: CHECK_NOW, act: 'check-now' } : step;
  }
  const ago = (at: Instant): string => `${formatClockWithSeconds(at)} (${formatAge(context.now - at)} ago)`;
  const evidence = [`Sessions and counts were read ${ago(reading.countsReadAt)}.`];
  const no = (why: string): WhyStep => ({
    code,
    answer: 'no',
    evidence: [...evidence, why],
    nextStep: CHECK_NOW,
    act: 'check-now',
  });
  const limit = `Nothing older than ${formatLimit(band.offerLimitMs)} is offered for this day.`;
  if (!isFresh(reading.countsReadAt, context.now, band.offerLimitMs)) return no(limit);
  if (slotType?.isActive) {
    const readAt = reading.slotsReadAt;
    if (readAt === undefined) return no('Its slots have not been read yet.');
    evidence.push(`Each slot was read ${formatClockWithSeconds(readAt)} or later.`);
    if (readAt < (context.activeSince.get(slotType.id) ?? 0))
      return no('Its slots have not all been read since the type was switched on.');
    if (!isFresh(readAt, context.now, band.offerLimitMs)) return no(limit);
  }
  if (reading.state === 'suspect')
    return no('What was read last is in doubt until a second reading says the same.');
  return {
    code,
    answer: 'yes',
    evidence: [
      ...evidence,
      `A change made in ${appointmentBookOf(facts)} since then appears within about ${formatLimit(band.countsEveryMs)}.`,
    ],
  };
}

export function stepConnectionHealthy({ health, ehr, context }: WhyFacts): WhyStep {
  const code = 'connection-healthy';
  const act = 'open-connection';
  const last = health?.lastSuccessAt;
  const lastRead =
    last === undefined ? [] : [`The near days were last read whole at ${formatSince(last, context.now)}.`];
  const nextStep = 'Open Connection: it says what is wrong and who can mend it.';
  if (context.isClockWrong)
    return {
      code,
      answer: 'no',
      evidence: [`This PC's clock and ${ehr}'s are too far apart to trust any time.`, ...lastRead],
      nextStep,
      act,
    };
  if (context.isKeyMissing)
    return {
      code,
      answer: 'no',
      evidence: ['The key to patients’ details cannot be had on this PC.', ...lastRead],
      nextStep: 'Read the message at the top of this window: it says why, and what to do.',
    };
  switch (health?.state) {
    case undefined:
    case 'unknown':
    case 'checking':
      return {
        code,
        answer: 'not-known',
        evidence: [`${ehr} has not been read whole since Slotkeeper was started.`, ...lastRead],
        nextStep: 'Wait for the first reading to end, or open Connection.',
        act,
      };
    case 'in-step':
      return { code, answer: 'yes', evidence: [`Reading from ${ehr} is in step.`, ...lastRead] };
    case 'late':
    case 'not-in-step': {
      const state = health.state === 'late' ? 'late' : 'not in step';
      const cause = health.failure ? [health.failure.message] : [];
      const since = `Reading from ${ehr} has been ${state} since ${formatSince(health.since, context.now)}.`;
      return { code, answer: 'no', evidence: [since, ...cause, ...lastRead], nextStep, act };
    }
  }
}
