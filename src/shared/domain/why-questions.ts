/** The four questions of the practice's guide, in the words that window and command line both ask them. */
import type { WhyStepCode } from './why-missing.ts';

export const WHY_QUESTIONS: Readonly<Record<WhyStepCode, string>> = {
  'session-built': 'Is the session built for that date?',
  'type-active': 'Is the slot type switched on?',
  'read-lately': 'Has the diary been read since it changed?',
  'connection-healthy': 'Is the connection healthy?',
};
