// The window's words where the three EHRs differ: what is not told, tests of the connection, renamed types, the sample's moods.
import { describe, expect, test } from 'vitest';
import { SAMPLE_FAULTS } from '#shared/contract/asked.ts';
import type { SlotTypeRow } from '#shared/contract/rows.ts';
import { CONNECTION_STEPS } from '#shared/domain/connection-step.ts';
import { EHR_KINDS, PRODUCT_OF } from '#shared/domain/ehr.ts';
import { FAILURE_KINDS } from '#shared/domain/failure.ts';
import { asId } from '#shared/domain/ids.ts';
import { asInstant } from '#shared/domain/time.ts';
import { SIGHTS } from '../../../src/main/ehr/sights.ts';
import { mendingOf } from '../../../src/renderer/features/connection/mend-words.ts';
import { offerFault, sayFault } from '../../../src/renderer/features/frame/sample-words.ts';
import { countSteps, stepsBefore, textToSend } from '../../../src/renderer/features/set-up/what-to-ask.ts';
import { askRename, renameQuestions } from '../../../src/renderer/features/slot-types/rename-words.ts';
import { hiddenCounts, untoldBy } from '../../../src/renderer/ui/sight-words.ts';
import { STEP_WORDS, sayTest, stepStateWords } from '../../../src/renderer/ui/step-words.ts';
import { testOf } from '../../support/window-settings.ts';

describe('what an EHR does not tell', () => {
  test.each([
    ['emis-web', ''],
    ['systmone', 'SystmOne does not tell us about blocked or embargoed slots.'],
    ['gp-connect', 'GP Connect does not tell us about booked, blocked or embargoed slots.'],
  ] as const)('%s: columns left out are named', (kind, words) => {
    expect(hiddenCounts(SIGHTS[kind], PRODUCT_OF[kind])).toBe(words);
  });
  test('only what cannot be seen is listed', () => {
    const [emis, systmOne, gpConnect] = EHR_KINDS.map((kind) =>
      untoldBy(SIGHTS[kind], PRODUCT_OF[kind]).join(' '),
    );
    expect(emis).toMatch(/^When EMIS Web’s answer to a booking is lost/);
    expect(systmOne).toContain('blocked or embargoed');
    expect(systmOne).not.toContain('free slots only');
    expect(gpConnect).toContain('GP Connect shows free slots only');
    expect(gpConnect).toContain('A session without a free slot');
    expect(gpConnect).not.toContain('answer to a booking is lost');
  });
  test('an EHR that told everything would have no list', () => {
    expect(untoldBy({ ...SIGHTS['emis-web'], provesNeverBooked: true }, 'EMIS Web')).toEqual([]);
  });
});

describe('a test of the connection', () => {
  test('every step has its own words', () => {
    const words = CONNECTION_STEPS.map((step) => STEP_WORDS[step]('EMIS Web'));
    expect(new Set(words).size).toBe(CONNECTION_STEPS.length);
  });
  test('what only a booking could prove is neither passed nor failed', () => {
    expect(stepStateWords({ step: 'may-book', state: 'not-known' })).toBe('Cannot be tested without booking');
    // An answer that stops at the device says nothing of what comes before it either.
    expect(stepStateWords({ step: 'application', state: 'not-known' })).toBe('Could not be tested');
    expect(
      sayTest(
        [
          { step: 'organisation', state: 'not-known' },
          { step: 'may-book', state: 'not-known' },
        ],
        'SystmOne',
      ),
    ).toBe('All that could be tested has passed');
    expect(sayTest(testOf('emis-web'), 'EMIS Web')).toBe('All that can be tested without booking has passed');
  });
  test('names the step that failed', () => {
    expect(sayTest(testOf('systmone', 'device'), 'SystmOne')).toBe(
      'Failed at: SystmOne has approved this PC',
    );
  });
  test('never says passed of a test that stopped half way or has no step', () => {
    expect(
      sayTest(
        [
          { step: 'reach-port', state: 'passed' },
          { step: 'device', state: 'not-tried' },
        ],
        'SystmOne',
      ),
    ).toBe('Not tested to the end');
    expect(sayTest([], 'SystmOne')).toBe('Not tested to the end');
  });
});

describe('a slot type that was perhaps renamed', () => {
  const type = (name: string, renamedTo?: readonly string[]): SlotTypeRow => ({
    id: asId(name),
    name,
    isActive: renamedTo !== undefined,
    lastSeenAt: asInstant(0),
    sessions: 0,
    open: 0,
    booked: 0,
    blocked: 0,
    embargoed: 0,
    offered: 0,
    offeredDays: 0,
    ...(renamedTo ? { renamedTo: renamedTo.map((id) => asId<SlotTypeRow['id']>(id)) } : {}),
  });
  const ask = (types: readonly SlotTypeRow[]) =>
    renameQuestions(types).map((question) => askRename(question, 'SystmOne'));

  test('is asked about by both names', () => {
    expect(ask([type('GP telephone', ['GP phone']), type('GP phone')])).toEqual([
      '“GP telephone” is gone from SystmOne and “GP phone” is new. Renamed?',
    ]);
  });
  test('several candidates are all named, and questions come by name', () => {
    expect(ask([type('B', ['X']), type('A', ['X', 'Y', 'Z']), type('X'), type('Y'), type('Z')])).toEqual([
      '“A” is gone from SystmOne and “X”, “Y” and “Z” are new. Is one of them its new name?',
      '“B” is gone from SystmOne and “X” is new. Renamed?',
    ]);
  });
  test('is not asked about when nothing is left to choose', () => {
    expect(ask([type('A', ['X']), type('B', []), type('C')])).toEqual([]);
  });
});

describe('the sample EHR', () => {
  test.each(EHR_KINDS)('%s is named in all that it can be made to do', (kind) => {
    for (const fault of SAMPLE_FAULTS) expect(sayFault(fault, kind)).toContain(PRODUCT_OF[kind]);
    expect(new Set(SAMPLE_FAULTS.map((fault) => offerFault(fault, 'none', kind))).size).toBe(
      SAMPLE_FAULTS.length,
    );
  });
  test('SystmOne is not stopped: its user is logged off, and on again', () => {
    expect(offerFault('stopped', 'none', 'systmone')).toBe('Log its user off');
    expect(sayFault('stopped', 'systmone')).toBe('Sample SystmOne: its user is logged off');
    expect(offerFault('none', 'stopped', 'systmone')).toBe('Log its user on again');
  });
});

describe('what to do and what to ask', () => {
  test('only three troubles are mended by clicks on this PC', () => {
    const mended = FAILURE_KINDS.filter((kind) => mendingOf(kind, 'SystmOne') !== undefined);
    expect(mended).toEqual(['not-open', 'device-waiting', 'device-blocked']);
    expect(mendingOf('device-blocked', 'SystmOne')?.steps.join(' ')).toContain(
      'Setup > Mobile Working & Integration > Device Manager',
    );
    expect(mendingOf(undefined, 'SystmOne')).toBeUndefined();
  });
  test.each(EHR_KINDS)('%s: the copied text is numbered through, without a gap', (kind) => {
    const numbers = [...textToSend(kind).matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));
    expect(numbers).toEqual(Array.from({ length: countSteps(kind) }, (_, index) => index + 1));
    expect(stepsBefore(kind, 0)).toBe(0);
    expect(textToSend(kind)).toContain(PRODUCT_OF[kind]);
  });
});
