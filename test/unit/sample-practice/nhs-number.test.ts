// NHS check digits: modulo 11, where 10 makes a number impossible and 11 counts as 0.
import { describe, expect, test } from 'vitest';
import {
  isNhsNumber,
  nhsCheckDigit,
  testNhsNumber,
} from '../../../src/main/sample-practice/diary/nhs-number.ts';
import { throwPatients } from '../../../src/main/sample-practice/diary/patients.ts';

const serials = Array.from({ length: 2_000 }, (_, index) => `999${String(index).padStart(6, '0')}`);

describe('NHS numbers', () => {
  test('Ada Example has a valid one', () => {
    expect(nhsCheckDigit('999000001')).toBe(8);
    expect(isNhsNumber('9990000018')).toBe(true);
  });

  test('every other tenth digit is wrong', () => {
    const right = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].filter((digit) => isNhsNumber(`999000001${digit}`));
    expect(right).toEqual([8]);
  });

  test('a check of 10 has no number, a check of 11 is 0', () => {
    const checks = serials.map(nhsCheckDigit);
    expect(checks).toContain(null);
    expect(checks).toContain(0);
    for (const check of checks) if (check !== null) expect(check).toBeLessThan(10);
  });

  test('one wrong digit and two neighbours exchanged are noticed', () => {
    const { nhsNumber } = testNhsNumber(123_456);
    for (let place = 3; place < 9; place += 1) {
      const wrong = (Number(nhsNumber[place]) + 1) % 10;
      expect(isNhsNumber(`${nhsNumber.slice(0, place)}${wrong}${nhsNumber.slice(place + 1)}`)).toBe(false);
      const exchanged = `${nhsNumber.slice(0, place)}${nhsNumber[place + 1]}${nhsNumber[place]}${nhsNumber.slice(place + 2)}`;
      if (exchanged !== nhsNumber) expect(isNhsNumber(exchanged)).toBe(false);
    }
  });

  test.each(['', '999', '999000001', '99900000188', '999 000 0018', '999000001x'])('%j is none', (text) => {
    expect(isNhsNumber(text)).toBe(false);
  });
});

describe('patients', () => {
  const { all, regulars } = throwPatients('sample', 240);

  test('there are enough, each with a number of the test range that nobody else has', () => {
    expect(all.length).toBeGreaterThanOrEqual(200);
    expect(all.filter(({ nhsNumber }) => !nhsNumber.startsWith('999') || !isNhsNumber(nhsNumber))).toEqual(
      [],
    );
    expect(new Set(all.map(({ nhsNumber }) => nhsNumber)).size).toBe(all.length);
    expect(new Set(all.map(({ patientNumber }) => patientNumber)).size).toBe(all.length);
  });

  test('Ada is among them but is never booked by the dice', () => {
    const ada = all.find(({ nhsNumber }) => nhsNumber === '9990000018');
    expect(ada).toMatchObject({ firstNames: 'Ada', lastName: 'Example', bornOn: '1980-02-29' });
    expect(regulars).not.toContain(ada);
  });

  test('two share name and birthday; who has died or left is not booked', () => {
    const names = all.map(({ firstNames, lastName, bornOn }) => `${firstNames} ${lastName} ${bornOn}`);
    expect(names.length - new Set(names).size).toBeGreaterThanOrEqual(1);
    expect(all.some(({ diedOn }) => diedOn !== null)).toBe(true);
    expect(regulars.every(({ diedOn, leftOn }) => diedOn === null && leftOn === null)).toBe(true);
  });

  test('another seed makes other people, the same seed the same', () => {
    expect(throwPatients('sample', 240).all).toEqual(all);
    expect(throwPatients('other', 240).all).not.toEqual(all);
  });
});
