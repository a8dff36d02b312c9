/** A connection test in words: each step, its state, and the whole in one sentence. Pure. */
import type { ConnectionStepRow } from '#shared/contract/asked.ts';
import type { ConnectionStepName } from '#shared/domain/connection-step.ts';

export const STEP_WORDS: Readonly<Record<ConnectionStepName, (ehr: string) => string>> = {
  'find-host': (ehr) => `Find the address of ${ehr}`,
  'reach-port': (ehr) => `Reach ${ehr} from this PC`,
  secure: (ehr) => `Agree with ${ehr} on a secure connection`,
  'sign-in': (ehr) => `Sign in to ${ehr}`,
  application: (ehr) => `${ehr} knows Slotkeeper`,
  device: (ehr) => `${ehr} has approved this PC`,
  organisation: () => 'It is the right practice',
  'read-slot-types': () => 'Read the slot types',
  'read-diary': () => 'Read today’s diary',
  'may-book': () => 'Slotkeeper may book',
};

/** Not known is neither passed nor failed, and is never drawn as either. */
export function stepStateWords({ step, state }: Pick<ConnectionStepRow, 'step' | 'state'>): string {
  switch (state) {
    case 'passed':
      return 'Passed';
    case 'failed':
      return 'Failed';
    case 'not-tried':
      return 'Not tried';
    case 'not-known':
      return step === 'may-book' ? 'Cannot be tested without booking' : 'Could not be tested';
  }
}

/** `Failed at: Sign in to EMIS Web`, or that everything which can be tested passed. */
export function sayTest(steps: readonly ConnectionStepRow[], ehr: string): string {
  const failed = steps.find((row) => row.state === 'failed');
  if (failed) return `Failed at: ${STEP_WORDS[failed.step](ehr)}`;
  if (steps.length === 0 || steps.some((row) => row.state === 'not-tried')) return 'Not tested to the end';
  const open = steps.filter((row) => row.state === 'not-known');
  if (open.length === 0) return 'Every step has passed';
  return open.every((row) => row.step === 'may-book')
    ? 'All that can be tested without booking has passed'
    : 'All that could be tested has passed';
}
