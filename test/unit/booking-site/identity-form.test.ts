// Every mistake in *Who are you?* is named at its own field.
import { expect, it } from 'vitest';
import { checkIdentity } from '../../../src/main/booking-site/pages/identity-form.ts';
import { asInstant, dayOf } from '#shared/domain/time.ts';

const TODAY = dayOf(asInstant(Date.UTC(2026, 10, 23, 8)));
const RIGHT = { nhsNumber: '999 000-0018', day: '29', month: '2', year: '1980' };

it('takes the number as people type it', () => {
  expect(checkIdentity(RIGHT, TODAY)).toEqual({
    ok: true,
    identity: { nhsNumber: '9990000018', dateOfBirth: '1980-02-29' },
  });
});

it.each([
  [{ nhsNumber: ' ' }, [['nhs-number', 'Enter your NHS number']]],
  [{ nhsNumber: '99900' }, [['nhs-number', 'Your NHS number has 10 digits, like 999 123 4567']]],
  [{ nhsNumber: '9990000019' }, [['nhs-number', 'Check your NHS number: one of its digits is not right']]],
  [{ day: '', month: '', year: '' }, [['dob-day', 'Enter your date of birth']]],
  [{ month: '', year: ' ' }, [['dob-month', 'Your date of birth must include a month and a year']]],
  [{ year: '1981' }, [['dob-day', 'Your date of birth must be a real date, like 31 3 1980']]],
  [{ year: '80' }, [['dob-day', 'Your date of birth must be a real date, like 31 3 1980']]],
  [{ day: '24', month: '11', year: '2026' }, [['dob-day', 'Your date of birth must be in the past']]],
  [
    { nhsNumber: '', day: '' },
    [
      ['nhs-number', 'Enter your NHS number'],
      ['dob-day', 'Your date of birth must include a day'],
    ],
  ],
])('%j', (typed, expected) => {
  const checked = checkIdentity({ ...RIGHT, ...typed }, TODAY);
  expect(checked.ok ? [] : checked.troubles.map(({ field, text }) => [field, text])).toEqual(expected);
});

it('takes a child born today', () => {
  expect(checkIdentity({ ...RIGHT, day: '23', month: '11', year: '2026' }, TODAY).ok).toBe(true);
});
