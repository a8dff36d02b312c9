/** How a text is found by what somebody types: alike in every list and in the search. Pure. */

/** Every word typed must begin a word of the text, in any order: `smear n` finds "Nurse - smear". */
export function matches(text: string, typed: string): boolean {
  const words = wordsIn(text);
  return wordsIn(typed).every((piece) => words.some((word) => word.startsWith(piece)));
}

const wordsIn = (text: string): string[] =>
  text
    .toLocaleLowerCase('en-GB')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
