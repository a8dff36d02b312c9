/**
 * NHS numbers: the tenth digit checks the other nine (modulo 11; a check of 10 makes the nine
 * unusable, 11 counts as 0).
 *
 * Every number that the sample practice makes starts with 999, the range kept for tests: no
 * person has one.
 */

/** The check digit for nine digits, or null where they can never be an NHS number. */
export function nhsCheckDigit(nineDigits: string): number | null {
  if (!/^\d{9}$/.test(nineDigits)) return null;
  let sum = 0;
  for (let index = 0; index < 9; index += 1) sum += Number(nineDigits[index]) * (10 - index);
  const check = 11 - (sum % 11);
  if (check === 10) return null;
  return check === 11 ? 0 : check;
}

export const isNhsNumber = (text: string): boolean =>
  /^\d{10}$/.test(text) && nhsCheckDigit(text.slice(0, 9)) === Number(text[9]);

/** The first test number at or after a six-digit serial, with the serial to go on from. */
export function testNhsNumber(serial: number): { nhsNumber: string; nextSerial: number } {
  for (let candidate = serial; candidate < 1_000_000; candidate += 1) {
    const nine = `999${String(candidate).padStart(6, '0')}`;
    const check = nhsCheckDigit(nine);
    if (check !== null) return { nhsNumber: `${nine}${check}`, nextSerial: candidate + 1 };
  }
  throw new Error('The test range of NHS numbers is used up');
}
