/** The last look before a bundle is written: a file that holds a patient stays out, one that holds none stays in. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { formatNhsNumber, parseNhsNumber } from '#shared/domain/patient.ts';

import { type KnownPatient, keepClean } from '../../../src/main/diagnostics/check-bundle.ts';
import { dayAt, identity } from '../../support/store-samples.ts';

const OWN_FACTS_FROM = dayAt('2025-10-01');
const ada: KnownPatient = {
  ...identity(),
  name: 'Ada Example',
  reason: 'A cough for three weeks',
};

const leftOut = (text: string, patients: readonly KnownPatient[] = [ada]) =>
  keepClean([{ name: 'file', text }], patients, OWN_FACTS_FROM).leftOut.length === 1;

describe('a file is left out', () => {
  test.each([
    ['her number', '{"x":"9990000018"}'],
    ['her number in groups', 'called 999 000 0018 back'],
    ['her number with dashes', '999-000-0018'],
    ['her name, whatever the capitals', 'ADA EXAMPLE'],
    ['her day of birth', 'born 1980-02-29'],
    ['her day of birth as written here', 'born 29/02/1980'],
    ['her number inside a longer run of digits', '{"at":17999000001812}'],
    ['what she wrote', '"a cough for three weeks"'],
  ])('for %s', (_what, text) => expect(leftOut(text)).toBe(true));

  test('for any NHS number, whoever’s it is, wherever it stands', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999_999 }),
        fc.string(),
        fc.boolean(),
        (serial, around, isGrouped) => {
          const nine = `999${String(serial).padStart(6, '0')}`;
          const number = Array.from({ length: 10 }, (_, check) => parseNhsNumber(`${nine}${check}`)).find(
            Boolean,
          );
          if (!number) return;
          const noDigits = around.replaceAll(/[\d -]/g, '·');
          const written = isGrouped ? formatNhsNumber(number) : number;
          expect(leftOut(`${noDigits}${written}${noDigits}`, [])).toBe(true);
        },
      ),
    );
  });
});

describe('a file stays', () => {
  test.each([
    ['nothing of hers', '{"state":"in-step","reads":9990}'],
    ['ten digits that are no NHS number', '{"bytes":1234567890}'],
    ['a longer run of digits that holds a number of nobody known', '{"at":17999000002612}'],
    ['a part of her name', 'for example'],
  ])('with %s', (_what, text) => expect(leftOut(text)).toBe(false));

  test('with the day that a baby was born, which is a day of our own events too, but not as people write it', () => {
    const baby = { ...ada, name: 'Bo Example', dateOfBirth: dayAt('2026-11-20') };
    expect(leftOut('{"day":"2026-11-20"}', [baby])).toBe(false);
    expect(leftOut('born 20/11/2026', [baby])).toBe(true);
  });

  test('with a reason too short to name anybody', () => {
    expect(leftOut('Flu clinic', [{ ...ada, reason: 'flu' }])).toBe(false);
  });
});

test('files are judged one by one, and those left out are named', () => {
  const files = [
    { name: 'good.json', text: '{}' },
    { name: 'bad.json', text: 'Ada Example' },
    { name: 'fine.json', text: '[]' },
  ];
  const { kept, leftOut: names } = keepClean(files, [ada], OWN_FACTS_FROM);
  expect([kept.map(({ name }) => name), names]).toEqual([['good.json', 'fine.json'], ['bad.json']]);
});
