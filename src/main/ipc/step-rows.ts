/** A connection test in the words that the window shows. A step after the one that failed was not tried, whatever it says. */
import type { ConnectionStepRow } from '#shared/contract/asked.ts';
import { causeOf, remedyOf } from '#shared/domain/failure-words.ts';

import type { ConnectionStep } from '../ports/ehr-diary.ts';

/** `ehr`: the product's name, for the words. */
export function stepRows(steps: readonly ConnectionStep[], ehr: string): readonly ConnectionStepRow[] {
  const firstFailed = steps.findIndex((step) => step.failure !== undefined);
  return steps.map(({ step, failure, isNotProven }, index) => {
    if (firstFailed !== -1 && index > firstFailed) return { step, state: 'not-tried' };
    if (!failure) return { step, state: isNotProven ? 'not-known' : 'passed' };
    return {
      step,
      state: 'failed',
      message: causeOf(failure, ehr),
      remedy: remedyOf(failure, ehr).doNext,
    };
  });
}
