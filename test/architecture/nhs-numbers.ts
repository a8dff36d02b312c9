// Finds NHS numbers that could belong to somebody. Only the 999 range is never issued, so only that may be written
// anywhere in this repository.

/** Ten digits in a row, or 3-3-4 with spaces or hyphens, not part of something longer. */
const CANDIDATE = /(?<![\w.])(\d{3})([ \u00a0-]?)(\d{3})\2(\d{4})(?!\w)/g;

export function realLookingNhsNumbers(text: string): readonly string[] {
  return [...text.matchAll(CANDIDATE)].flatMap((found) => {
    const digits = `${found[1]}${found[3]}${found[4]}`;
    return hasRightCheckDigit(digits) && !digits.startsWith('999') && !isOneDigit(digits) ? [found[0]] : [];
  });
}

/** Modulus 11: the weights fall from 10 to 2; a check digit of 10 is never issued. */
function hasRightCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += Number(digits.charAt(i)) * (10 - i);
  const check = (11 - (sum % 11)) % 11;
  return check === Number(digits.charAt(9));
}

/** 0000000000 and the like pass the sum, but are plainly nobody's. */
const isOneDigit = (digits: string) => new Set(digits).size === 1;
