/**
 * "Why is my slot missing?", answered: the four questions, then each slot with every reason, then one sentence. It asks
 * the same engine that decides what patients are offered, so it cannot explain something else than what happens.
 */
import { holderOf } from '#shared/domain/session.ts';
import { MINUTE, formatDay } from '#shared/domain/time.ts';
import { countOf } from '#shared/domain/time-words.ts';
import type { HiddenCode, WhyAnswer, WhySlot, WhyStep } from '#shared/domain/why-missing.ts';

import { ehrStepsFor } from './ehr-steps.ts';
import { offerSlot } from './offer-slot.ts';
import { type WhyFacts, askedAt, isOfClinician, nameOf, reachOf, readingOf } from './why-facts.ts';
import { stepConnectionHealthy, stepReadLately, stepSessionBuilt, stepTypeActive } from './why-steps.ts';
import { shortWordsOf, wordsOfReason } from './words-of-reasons.ts';

/** Those asked about, by start. Of a type that is off nothing is told: its slots are not read, and stored ones are old news. */
function slotsAsked(facts: WhyFacts): WhySlot[] {
  if (!facts.slotType?.isActive) return [];
  const { context, ehr, sees } = facts;
  const sessions = new Map(facts.sessions.map((session) => [session.id, session]));
  const at = askedAt(facts);
  return facts.slots
    .filter((slot) => {
      const session = sessions.get(slot.sessionId);
      const isAskedTime =
        at === undefined || (slot.startsAt <= at && at < slot.startsAt + slot.durationMin * MINUTE);
      const isAskedClinician = session
        ? isOfClinician(session, facts)
        : facts.question.clinicianId === undefined;
      return isAskedTime && isAskedClinician;
    })
    .toSorted((one, other) => one.startsAt - other.startsAt)
    .map((slot) => {
      const { isOffered, hidden } = offerSlot(slot, context);
      const isBookedHere = hidden.some(({ code }) => code === 'being-booked');
      const session = sessions.get(slot.sessionId);
      return {
        slotId: slot.id,
        startsAt: slot.startsAt,
        clinicianName: session ? holderOf(session) : '',
        sessionName: session?.name ?? 'A session that is no longer in the diary',
        isOffered,
        hidden,
        words: hidden.map((reason) => wordsOfReason(reason, { ehr, sees, now: context.now, isBookedHere })),
      };
    });
}

/** `12 already booked, 4 blocked`: each slot counted once, by its first reason, most first. */
function sumOf(slots: readonly WhySlot[], facts: WhyFacts): string {
  const counts = new Map<HiddenCode, number>();
  for (const { hidden } of slots) {
    const codes = hidden.map(({ code }) => code);
    // Not shown any more because we booked it: our own record tells more than its absence.
    const isOurs = codes[0] === 'withdrawn' && !facts.sees.bookedSlots && codes.includes('being-booked');
    const code = isOurs ? 'being-booked' : codes[0];
    if (code) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .map(([code, count]) => `${count} ${shortWordsOf(code, facts)}`)
    .join(', ');
}

function verdictOf(facts: WhyFacts, steps: readonly WhyStep[], slots: readonly WhySlot[]): string {
  const [name, day] = [nameOf(facts), formatDay(facts.question.day)];
  const offered = slots.filter((slot) => slot.isOffered).length;
  if (offered > 0)
    return offered === slots.length
      ? `${countOf(offered, 'appointment')} of ${name} on ${day}: patients can book ${offered === 1 ? 'it' : 'all of them'} now.`
      : `Patients can book ${offered} of ${countOf(slots.length, 'appointment')} of ${name} on ${day} now; of the others: ${sumOf(slots, facts)}.`;
  const not = `No appointment of ${name} on ${day} is offered:`;
  const reach = reachOf(facts);
  if (reach === 'past') return `${not} the day has passed.`;
  if (reach === 'beyond') return `${not} the day is further ahead than online booking reaches.`;
  if (!facts.slotType)
    return `${not} ${facts.ehr} ${facts.sees.slotTypesWithoutSlots ? 'has no' : 'has not shown any'} such slot type.`;
  if (!facts.slotType.isActive) return `${not} ${name} is not switched on.`;
  if (facts.context.isKeyMissing) return `${not} the key to patients’ details cannot be had on this PC.`;
  const connection = steps.find((step) => step.code === 'connection-healthy');
  const isRead = steps.find((step) => step.code === 'read-lately')?.answer === 'yes';
  if (!isRead && connection?.answer === 'no') return `${not} ${facts.ehr} cannot be read just now.`;
  if (!readingOf(facts)) return `${not} the day has not been read yet.`;
  if (slots.length > 0)
    return slots.length === 1 ? `${not} ${slots[0]?.words.join(' ')}` : `${not} ${sumOf(slots, facts)}.`;
  const isBuilt = steps.find((step) => step.code === 'session-built')?.answer;
  if (isBuilt === 'no') return `${not} ${facts.ehr} has no session with it then.`;
  if (isRead && !facts.sees.blockedSlots) return `${not} ${facts.ehr} shows no free slot of it then.`;
  return isRead
    ? `${not} ${facts.ehr} has no slot of it then.`
    : `${not} its slots have not been read lately enough.`;
}

/** Never fails; what is not known is said to be. */
export function whyMissing(facts: WhyFacts): WhyAnswer {
  const { question } = facts;
  const steps = [
    stepSessionBuilt(facts),
    stepTypeActive(facts),
    stepReadLately(facts),
    stepConnectionHealthy(facts),
  ];
  const slots = slotsAsked(facts);
  const clinicians = new Map(
    facts.sessions.flatMap((session) => session.clinicians.map((clinician) => [clinician.id, clinician])),
  );
  return {
    question,
    slotTypeName: nameOf(facts),
    verdict: verdictOf(facts, steps, slots),
    offered: slots.filter((slot) => slot.isOffered).length,
    steps,
    slots,
    clinicians: [...clinicians.values()].toSorted((one, other) => one.name.localeCompare(other.name)),
    ehrSteps: ehrStepsFor(facts.ehr, { slotTypeName: nameOf(facts), day: question.day }),
  };
}
