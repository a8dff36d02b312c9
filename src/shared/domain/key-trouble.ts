/**
 * Why patients' details cannot be opened on this PC: three stories that must never be told as one. Only the last two may
 * end in beginning anew, and only because a person asked for it: a key that is merely out of reach comes back.
 */
export const KEY_STORIES = [
  'unavailable', // this PC's key store does not answer just now
  'not-ours', // sealed by another user, or on another PC
  'lost', // gone, or damaged
] as const;
export type KeyStory = (typeof KEY_STORIES)[number];

export interface KeyTrouble {
  readonly story: KeyStory;
  /** Plain sentences: what happened. Names no patient. */
  readonly message: string;
}

export const mayBeginAnew = (story: KeyStory): boolean => story !== 'unavailable';

export interface KeyWords {
  readonly title: string;
  /** What it means until the key is there. */
  readonly meaning: string;
  readonly doNext: string;
}

const READING_GOES_ON =
  'The diary is read as usual. Online bookings cannot be taken or changed, and patients’ details are not shown.';
const WAITS = 'What was under way waits: nothing is lost, and nobody is told anything that is not certain.';

export function wordsOfKey(story: KeyStory): KeyWords {
  switch (story) {
    case 'unavailable':
      return {
        title: 'Patients’ details are locked for the moment',
        meaning: `${READING_GOES_ON} ${WAITS}`,
        doNext:
          'Slotkeeper tries again by itself and goes on when the key is there. If it lasts, sign out of this PC, sign in again and start Slotkeeper.',
      };
    case 'not-ours':
      return {
        title: 'The key to patients’ details belongs to another user',
        meaning: `${READING_GOES_ON} ${WAITS}`,
        doNext:
          'Close Slotkeeper, sign in to the PC as that user and start it there. If nobody can, begin anew here.',
      };
    case 'lost':
      return {
        title: 'The key to patients’ details is lost',
        meaning: `${READING_GOES_ON} What was under way cannot go on without the key.`,
        doNext:
          'If there is a backup of Slotkeeper’s data folder, have your IT support put its folder “keys” back. Otherwise begin anew.',
      };
  }
}
