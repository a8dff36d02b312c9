/** The connection test: two calls, told as steps. A step is listed as passed only if an answer proves it. */
import type { Failure, FailureKind } from '#shared/domain/failure.ts';
import type { Outcome } from '#shared/domain/outcome.ts';

import type { ConnectionStep } from '../../ports/ehr-diary.ts';

type Step = ConnectionStep['step'];

interface Place {
  readonly step: Step;
  /** The steps that the same failure proves to be in order. */
  readonly passed: readonly Step[];
}

const PLACES: Partial<Record<FailureKind, Place>> = {
  'not-signed-in': { step: 'sign-in', passed: ['reach'] },
  'not-allowed': { step: 'application', passed: ['reach', 'sign-in'] },
  'ehr-error': { step: 'read-configuration', passed: ['reach'] },
  refused: { step: 'read-configuration', passed: ['reach'] },
  'not-understood': { step: 'read-configuration', passed: ['reach'] },
  'not-complete': { step: 'read-configuration', passed: ['reach'] },
  'too-large': { step: 'read-configuration', passed: ['reach'] },
};

/** Where the first call fails. Whatever is not listed did not get as far as EMIS doing anything. */
const placeOf = ({ kind }: Failure): Place => PLACES[kind] ?? { step: 'reach', passed: [] };

export async function testEmis(
  readConfiguration: () => Promise<Outcome<unknown>>,
  readDiary: () => Promise<Outcome<unknown>>,
): Promise<readonly ConnectionStep[]> {
  const configuration = await readConfiguration();
  if (!configuration.ok) {
    const { step, passed } = placeOf(configuration.failure);
    return [...passed.map((one) => ({ step: one })), { step, failure: configuration.failure }];
  }
  const passed: Step[] = ['reach', 'sign-in', 'application', 'read-configuration'];
  const diary = await readDiary();
  const last: ConnectionStep = diary.ok
    ? { step: 'read-diary' }
    : { step: 'read-diary', failure: diary.failure };
  return [...passed.map((step) => ({ step })), last];
}
