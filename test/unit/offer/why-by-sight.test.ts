// The troubleshooter where the protocol tells less: what cannot be seen is said, and is never answered as *none* or *no*.
import { describe, expect, test } from 'vitest';

import { ehrStepsFor } from '../../../src/main/offer/ehr-steps.ts';
import { type OfferFacts, offerContext } from '../../../src/main/offer/offer-context.ts';
import type { WhyFacts } from '../../../src/main/offer/why-facts.ts';
import { whyMissing } from '../../../src/main/offer/why-missing.ts';
import type { Seen } from '../../../src/main/offer/words-of-sight.ts';
import { EHR_PRODUCTS } from '../../../src/shared/domain/ehr.ts';
import { initialHealth } from '../../../src/shared/domain/health.ts';
import { type BookingId, asId } from '../../../src/shared/domain/ids.ts';
import { MINUTE, SECOND, later } from '../../../src/shared/domain/time.ts';
import type { WhyAnswer } from '../../../src/shared/domain/why-missing.ts';
import { typeId } from '../../support/diary-of-rows.ts';
import { EMIS_SEES, GP_CONNECT, NOW, SYSTMONE, TOMORROW, count, facts, sessionOn, slotAt } from './facts.ts';

const EMIS: Seen = { ehr: 'EMIS Web', sees: EMIS_SEES };
const gone = slotAt(TOMORROW, '09:00', { removedAt: later(NOW, -20 * MINUTE) });

function ask(seen: Seen, more: Partial<WhyFacts> = {}, offer: Partial<OfferFacts> = {}): WhyAnswer {
  return whyMissing({
    question: { slotTypeId: typeId('gp'), day: TOMORROW },
    ...seen,
    slotType: { id: typeId('gp'), name: 'GP telephone', isActive: true },
    sessions: [sessionOn(TOMORROW)],
    slots: [slotAt(TOMORROW, '09:00')],
    health: { ...initialHealth('read', NOW), state: 'in-step', lastSuccessAt: later(NOW, -5 * SECOND) },
    context: offerContext(facts(offer)),
    ...more,
  });
}
const evidence = (answer: WhyAnswer, step = 0): string => answer.steps[step]?.evidence.join(' ') ?? '';
const wordsOf = (answer: WhyAnswer): string => answer.slots[0]?.words.join(' ') ?? '';

describe('a slot that is no longer shown', () => {
  test.each<[string, Seen, string]>([
    ['EMIS', EMIS, 'No longer in EMIS Web with this slot type; noticed 09:40.'],
    [
      'SystmOne',
      SYSTMONE,
      'No longer free in SystmOne (noticed 09:40). SystmOne does not tell us about blocked slots: it may be blocked, embargoed or taken out.',
    ],
    [
      'GP Connect',
      GP_CONNECT,
      'No longer free in GP Connect (noticed 09:40). GP Connect tells us about free slots only: it may be booked, blocked, embargoed or taken out.',
    ],
  ])('%s', (_name, seen, words) => expect(wordsOf(ask(seen, { slots: [gone] }))).toBe(words));

  test('booked by us: that is said, and it is not guessed what else it may be', () => {
    const claims = [{ slotId: gone.id, bookingId: asId<BookingId>('b'), state: 'confirmed' as const }];
    const answer = ask(GP_CONNECT, { slots: [gone, slotAt(TOMORROW, '09:10')] }, { claims });
    expect(wordsOf(answer)).toBe(
      'No longer free in GP Connect (noticed 09:40). Booked online, or being booked online now.',
    );
    expect(answer.verdict).toContain('of the others: 1 booked online.');
  });

  test('counted as no longer free, not as withdrawn', () => {
    const slots = [gone, slotAt(TOMORROW, '09:10')];
    expect(ask(SYSTMONE, { slots }).verdict).toContain('of the others: 1 no longer free.');
    expect(ask(EMIS, { slots }).verdict).toContain('of the others: 1 withdrawn.');
  });
});

describe('is the session built?', () => {
  const none = { sessions: [], slots: [] };

  test('where full sessions are shown, none is a no', () => {
    expect(ask(EMIS, none).steps[0]?.answer).toBe('no');
  });

  test.each<[Seen, string, string]>([
    [SYSTMONE, 'SystmOne shows a session only by its free slots and its booked appointments', 'SystmOne'],
    [
      GP_CONNECT,
      'GP Connect shows a session only while it has a free slot',
      'the practice’s own appointment book',
    ],
  ])('where they are not, none is not known: %#', (seen, sentence, book) => {
    const answer = ask(seen, none);
    expect(answer.steps[0]).toMatchObject({ answer: 'not-known', act: 'copy-ehr-steps' });
    expect(evidence(answer)).toContain(sentence);
    expect(answer.steps[0]?.nextStep).toContain(`Look in ${book}; if it is not there, build`);
    expect(answer.verdict).toContain(`${seen.ehr} shows no free slot of it then.`);
    const otherTime = ask(seen, { question: { slotTypeId: typeId('gp'), day: TOMORROW, minutes: 17 * 60 } });
    expect(otherTime.steps[0]?.answer).toBe('not-known');
  });

  test('one that is seen is a yes, with only those counts that the protocol tells', () => {
    const sessions = [sessionOn(TOMORROW, { counts: [count('gp', 6)] })];
    expect(ask(GP_CONNECT, { sessions }).steps[0]?.answer).toBe('yes');
    expect(evidence(ask(GP_CONNECT, { sessions }))).toMatch(
      /: 6 free slots\. GP Connect tells us about free slots only: booked, blocked and embargoed ones are not counted\.$/,
    );
    expect(evidence(ask(SYSTMONE))).toMatch(
      /: 8 slots \(6 open, 2 booked\)\. SystmOne does not tell us about blocked or embargoed slots\.$/,
    );
    expect(evidence(ask(EMIS))).toMatch(/: 8 slots \(6 open, 2 booked\)\.$/);
  });

  test('nowhere is a number told of what cannot be seen', () => {
    for (const more of [{}, none, { slots: [gone] }]) {
      const answer = ask(GP_CONNECT, more);
      const said = [answer.verdict, ...answer.steps.flatMap((step) => step.evidence)].join(' ');
      expect(said).not.toMatch(/\d+ (already )?(booked|blocked|embargoed)(?! online)/);
    }
    expect(evidence(ask(SYSTMONE))).not.toMatch(/\d+ (blocked|embargoed)/);
  });
});

describe('is the type switched on?', () => {
  test('one that GP Connect does not list just now has not left the diary', () => {
    const slotType = {
      ...{ id: typeId('gp'), name: 'GP telephone', isActive: true },
      lastSeenAt: later(NOW, -70 * MINUTE),
      missingSince: later(NOW, -65 * MINUTE),
    };
    expect(evidence(ask(GP_CONNECT, { slotType }), 1)).toContain(
      'GP Connect last listed it at 08:50. GP Connect lists a slot type only while it has a free slot.',
    );
    expect(evidence(ask(SYSTMONE, { slotType }), 1)).not.toContain('last listed');
  });

  test('one that was never listed is not known there, and is not there elsewhere', () => {
    expect(ask(GP_CONNECT, { slotType: undefined }).steps[1]?.answer).toBe('not-known');
    expect(ask(GP_CONNECT, { slotType: undefined }).verdict).toContain('has not shown any such slot type');
    expect(ask(SYSTMONE, { slotType: undefined }).steps[1]?.answer).toBe('no');
  });
});

describe('the steps to copy', () => {
  test.each(EHR_PRODUCTS)('%s: name the type and the day, and end with Check now', (ehr) => {
    const steps = ehrStepsFor(ehr, { slotTypeName: 'GP telephone', day: TOMORROW });
    expect(steps.length).toBeGreaterThan(4);
    expect(steps.join(' ')).toContain('Tue 24 Nov');
    expect(steps.join(' ')).toContain('"GP telephone"');
    expect(steps.at(-1)).toContain('Check now');
  });

  test('name the menus of the system that they are for', () => {
    const of = (ehr: (typeof EHR_PRODUCTS)[number]) =>
      ehrStepsFor(ehr, { slotTypeName: 'x', day: TOMORROW }).join(' ');
    expect(of('SystmOne')).toContain('Setup > Appointments > Slot types');
    expect(of('EMIS Web')).toContain('Appts Config > Organisation Options > Slot Types');
    expect(of('GP Connect')).not.toMatch(/Setup >|Appts Config/);
  });
});
