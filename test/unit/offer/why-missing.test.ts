// The troubleshooter: the four questions with true evidence, and that it explains exactly what is offered.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type OfferFacts, offerContext } from '../../../src/main/offer/offer-context.ts';
import { offerSlot } from '../../../src/main/offer/offer-slot.ts';
import type { WhyFacts } from '../../../src/main/offer/why-facts.ts';
import { whyMissing } from '../../../src/main/offer/why-missing.ts';
import { wordsOfReason } from '../../../src/main/offer/words-of-reasons.ts';
import { failure } from '../../../src/shared/domain/failure.ts';
import { type Health, initialHealth } from '../../../src/shared/domain/health.ts';
import { type ClinicianId, asId } from '../../../src/shared/domain/ids.ts';
import { SLOT_STATUSES } from '../../../src/shared/domain/slot.ts';
import { MINUTE, SECOND, addDays, later } from '../../../src/shared/domain/time.ts';
import type { HiddenReason, WhyAnswer } from '../../../src/shared/domain/why-missing.ts';
import { sessionId, typeId } from '../../support/diary-of-rows.ts';
import { EMIS_SEES, NOW, TODAY, TOMORROW, at, count, facts, sessionOn, slotAt } from './facts.ts';

const inStep: Health = {
  ...initialHealth('read', later(NOW, -MINUTE)),
  state: 'in-step',
  lastSuccessAt: later(NOW, -5 * SECOND),
};
const gp = { id: typeId('gp'), name: 'GP telephone', isActive: true };

function ask(more: Partial<WhyFacts> = {}, offer: Partial<OfferFacts> = {}): WhyAnswer {
  return whyMissing({
    question: { slotTypeId: typeId('gp'), day: TOMORROW },
    ehr: 'EMIS Web',
    sees: EMIS_SEES,
    slotType: gp,
    sessions: [sessionOn(TOMORROW)],
    slots: [slotAt(TOMORROW, '09:00'), slotAt(TOMORROW, '09:10', { status: 'booked' })],
    health: inStep,
    context: offerContext(facts(offer)),
    ...more,
  });
}
const answers = (answer: WhyAnswer): string => answer.steps.map((step) => step.answer).join(' ');
const evidence = (answer: WhyAnswer, step: number): string => answer.steps[step]?.evidence.join(' ') ?? '';

describe('the four questions', () => {
  it('come in the order of the guide, with evidence from what was read', () => {
    const answer = ask();
    expect(answer.steps.map((step) => step.code)).toEqual([
      'session-built',
      'type-active',
      'read-lately',
      'connection-healthy',
    ]);
    expect(answers(answer)).toBe('yes yes yes yes');
    expect(evidence(answer, 0)).toBe(
      'Read 09:59:55: 1 session on Tue 24 Nov holds GP telephone. ' +
        'Dr Ada Example, Morning, Main site, 08:30 to 12:30: 8 slots (6 open, 2 booked).',
    );
    expect(evidence(answer, 2)).toContain('Each slot was read 09:59:40 or later.');
    expect(answer.verdict).toBe(
      'Patients can book 1 of 2 appointments of GP telephone on Tue 24 Nov now; of the others: 1 already booked.',
    );
  });

  it('says that no session holds the type, and who can mend it', () => {
    const none = ask({ sessions: [sessionOn(TOMORROW, { counts: [count('nurse', 3)] })], slots: [] });
    expect(answers(none)).toBe('no yes yes yes');
    expect(evidence(none, 0)).toBe(
      'Read 09:59:55: the only session on Tue 24 Nov does not hold GP telephone.',
    );
    expect(none.steps[0]?.act).toBe('copy-ehr-steps');
    expect(none.verdict).toContain('EMIS Web has no session with it then.');
    expect(evidence(ask({ sessions: [], slots: [] }), 0)).toBe(
      'Read 09:59:55: no session at all on Tue 24 Nov.',
    );
  });

  it('tells of the clinician and the time that were asked for', () => {
    const patel = { id: asId<ClinicianId>('77'), name: 'Dr Bina Patel' };
    const sessions = [
      sessionOn(TOMORROW),
      sessionOn(TOMORROW, { id: sessionId('patel'), clinicians: [patel], counts: [count('nurse', 2)] }),
    ];
    const question = { slotTypeId: typeId('gp'), day: TOMORROW };
    const ofPatel = ask({ sessions, question: { ...question, clinicianId: patel.id } });
    expect(evidence(ofPatel, 0)).toContain(
      '1 session on Tue 24 Nov holds GP telephone; none of Dr Bina Patel.',
    );
    expect([ofPatel.steps[0]?.answer, ofPatel.offered, ofPatel.slots.length]).toEqual(['no', 0, 0]);
    expect(ofPatel.clinicians.map(({ name }) => name)).toEqual(['Dr Ada Example', 'Dr Bina Patel']);
    const atTwo = ask({ question: { ...question, minutes: 14 * 60 } });
    expect(evidence(atTwo, 0)).toContain('None of these is under way at 14:00.');
    const atNine = ask({ question: { ...question, minutes: 9 * 60 + 15 } });
    expect(atNine.slots.map(({ startsAt }) => startsAt)).toEqual([at(TOMORROW, '09:10')]);
    expect(atNine.verdict).toContain('Already booked in EMIS Web.');
  });

  it('says that the type is off, and tells nothing of slots it does not read', () => {
    const off = ask(
      { slotType: { ...gp, isActive: false, bookableInEhr: false } },
      { slotTypes: [{ id: typeId('gp'), isActive: false }] },
    );
    expect(answers(off)).toBe('yes no yes yes');
    expect(off.steps[1]).toMatchObject({ act: 'activate' });
    expect(evidence(off, 1)).toContain('EMIS Web marks it as not bookable.');
    expect(off.slots).toEqual([]);
    expect(off.verdict).toContain('GP telephone is not switched on.');
  });

  it('says when the list has no such type, and when it has vanished from it', () => {
    const unknown = ask({ slotType: undefined, slots: [] });
    expect(unknown.steps[1]).toMatchObject({ answer: 'no', act: 'copy-ehr-steps' });
    expect(unknown.verdict).toContain('EMIS Web has no such slot type.');
    const vanished = ask({ slotType: { ...gp, vanishedAt: later(NOW, -MINUTE) } });
    expect(evidence(vanished, 1)).toContain('EMIS Web no longer lists it; noticed 09:59.');
  });

  it.each([
    ['past', addDays(TODAY, -3), 'the day has passed', 'Past days are not read', undefined],
    ['beyond', addDays(TODAY, 30), 'further ahead', 'It will be read from Wed 25 Nov on', undefined],
    [
      'unread',
      addDays(TODAY, 3),
      'has not been read yet',
      'has not been read from EMIS Web yet',
      'check-now',
    ],
  ])('never says no of a day that is %s: it is not known', (_name, day, verdict, why, act) => {
    const answer = ask({ question: { slotTypeId: typeId('gp'), day }, sessions: [], slots: [] });
    expect([answer.steps[0]?.answer, answer.steps[2]?.answer]).toEqual(['not-known', 'not-known']);
    expect(answer.verdict).toContain(verdict);
    expect(evidence(answer, 0)).toContain(why);
    expect(answer.steps[0]?.act).toBe(act);
  });

  it('says that the reading is too old, unfinished or in doubt', () => {
    const days = (more: object) => ({
      days: [{ day: TOMORROW, countsReadAt: NOW, slotsReadAt: NOW, state: 'whole' as const, ...more }],
    });
    const old = ask(
      {},
      days({ countsReadAt: later(NOW, -2 * MINUTE), slotsReadAt: later(NOW, -2 * MINUTE) }),
    );
    expect([answers(old), old.steps[2]?.act]).toEqual(['yes yes no yes', 'check-now']);
    expect(evidence(old, 2)).toContain('Nothing older than 90 s is offered for this day.');
    const justOn = ask(
      {},
      {
        ...days({ slotsReadAt: later(NOW, -9) }),
        slotTypes: [{ id: typeId('gp'), isActive: true, switchedAt: NOW }],
      },
    );
    expect(evidence(justOn, 2)).toContain('not all been read since the type was switched on');
    const suspect = ask({}, days({ state: 'suspect', suspectSince: NOW }));
    expect(answers(suspect)).toBe('not-known yes no yes');
    expect(suspect.offered).toBe(0);
  });

  it('says that the connection is not healthy, since when and why', () => {
    const health: Health = {
      ...inStep,
      state: 'not-in-step',
      since: at(TODAY, '09:42'),
      failure: failure('not-signed-in', 'EMIS Web did not accept the sign-in.'),
    };
    const days = [
      {
        day: TOMORROW,
        countsReadAt: at(TODAY, '09:40'),
        slotsReadAt: at(TODAY, '09:40'),
        state: 'whole' as const,
      },
    ];
    const answer = ask({ health }, { days });
    expect(answers(answer)).toBe('yes yes no no');
    expect(evidence(answer, 3)).toContain('not in step since 09:42. EMIS Web did not accept the sign-in.');
    expect(answer.verdict).toContain('EMIS Web cannot be read just now.');
    expect(answers(ask({ health: undefined }))).toBe('yes yes yes not-known');
    expect(answers(ask({}, { isClockWrong: true }))).toBe('yes yes yes no');
  });

  it('without the key to patients’ details says so, and not that the diary cannot be read', () => {
    const answer = ask({}, { isKeyMissing: true });
    expect(answers(answer)).toBe('yes yes yes no');
    expect(answer.verdict).toMatch(/is offered: the key to patients’ details cannot be had on this PC\.$/);
    expect(evidence(answer, 3)).not.toMatch(/EMIS Web cannot/);
  });

  it('gives the steps of the system that was asked', () => {
    expect(ask().ehrSteps.join(' ')).toContain('Appts Config > Organisation Options > Slot Types');
    expect(ask({ ehr: 'SystmOne' }).ehrSteps.join(' ')).toContain('Setup > Appointments > Slot types');
  });

  it('explains exactly what is offered', () => {
    const anySlot = fc.record({
      minutes: fc.integer({ min: 8 * 60, max: 13 * 60 }),
      status: fc.constantFrom(...SLOT_STATUSES),
      isRemoved: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anySlot, { maxLength: 12 }), fc.boolean(), (rows, isToday) => {
        const day = isToday ? TODAY : TOMORROW;
        const context = offerContext(facts());
        const slots = rows.map(({ minutes, status, isRemoved }, i) => {
          const slot = slotAt(day, '00:00', { status, ...(isRemoved ? { removedAt: NOW } : {}) });
          return {
            ...slot,
            id: slotAt(day, `00:00 ${i}`).id,
            startsAt: later(slot.startsAt, minutes * MINUTE),
          };
        });
        const question = { slotTypeId: typeId('gp'), day };
        const answer = ask({ question, slots, sessions: [sessionOn(day)] });
        for (const slot of slots) {
          const verdict = offerSlot(slot, context);
          const told = answer.slots.find(({ slotId }) => slotId === slot.id);
          expect(told).toMatchObject({ isOffered: verdict.isOffered, hidden: verdict.hidden });
          expect(told?.words.length).toBe(verdict.hidden.length);
        }
        expect(answer.offered).toBe(slots.filter((slot) => offerSlot(slot, context).isOffered).length);
        expect(answer.verdict).toMatch(/^(Patients can book|No appointment|\d+ appointment).*\.$/);
      }),
    );
  });
});

it('has plain words for every reason', () => {
  const reasons: HiddenReason[] = [
    { code: 'type-not-active' },
    { code: 'booked' },
    { code: 'blocked' },
    { code: 'embargoed' },
    { code: 'status-unknown' },
    { code: 'withdrawn', at: NOW },
    { code: 'in-the-past' },
    { code: 'too-soon', bookableUntil: at(TODAY, '08:40') },
    { code: 'beyond-horizon', horizonDays: 28 },
    { code: 'held', holdId: asId('h'), until: at(TODAY, '10:10') },
    { code: 'being-booked', bookingId: asId('b') },
    { code: 'not-read-yet' },
    { code: 'reading-too-old', readAt: at(TODAY, '09:50'), limitMs: 90 * SECOND },
    { code: 'reading-suspect', since: NOW },
    { code: 'clock-wrong' },
    { code: 'key-unavailable' },
    { code: 'queue-too-long' },
  ];
  const words = reasons.map((reason) =>
    wordsOfReason(reason, { ehr: 'EMIS Web', sees: EMIS_SEES, now: NOW }),
  );
  expect(new Set(words).size).toBe(reasons.length);
  for (const sentence of words) expect(sentence).toMatch(/^[A-Z].*[^.]\.$/);
  expect(words[12]).toBe('Last read at 09:50:00: nothing older than 90 s is offered.');
});
