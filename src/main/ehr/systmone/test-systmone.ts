/**
 * The connection test: what was asked, told as steps. A step is listed as passed only if an answer proves it; one that the
 * trouble leaves open is listed as not proven. Changes nothing in the diary.
 */
import type { ConnectionStepName } from '#shared/domain/connection-step.ts';
import type { Failure, FailureKind } from '#shared/domain/failure.ts';
import type { Outcome } from '#shared/domain/outcome.ts';

import type { Ask, ConnectionStep } from '../../ports/ehr-diary.ts';
import type { SystmOneSession } from './line/systmone-session.ts';
import { whyNotBook } from './parse/systmone-parse-functions.ts';

const WAY: readonly ConnectionStepName[] = ['reach-port', 'application', 'device', 'organisation'];

/** At which step SystmOne says no to the first question. Whatever else goes wrong once it answers, the key has not been taken. */
const SAID_AT: Partial<Record<FailureKind, ConnectionStepName>> = {
  'not-open': 'reach-port',
  unreachable: 'reach-port',
  'invalid-input': 'reach-port',
  stopped: 'reach-port',
  'not-the-ehr': 'reach-port',
  'not-allowed': 'application',
  'device-waiting': 'device',
  'device-blocked': 'device',
  'wrong-organisation': 'organisation',
};

/** The steps up to the one that failed. That the key was taken is proven by a whole answer only, not by a refusal. */
function stepsUntil(failure: Failure): readonly ConnectionStep[] {
  const at = SAID_AT[failure.kind] ?? 'application';
  const before = WAY.slice(0, WAY.indexOf(at));
  const isKeyOpen = at === 'device';
  return [
    ...before.map((step): ConnectionStep =>
      step === 'application' && isKeyOpen ? { step, isNotProven: true } : { step },
    ),
    { step: at, failure },
  ];
}

export async function testSystmOne(
  systmOne: SystmOneSession,
  readDiary: () => Promise<Outcome<unknown>>,
  ask: Ask,
): Promise<readonly ConnectionStep[]> {
  const told = await systmOne.askOrganisation(ask);
  if (!told.ok) return stepsUntil(told.failure);
  const passed: readonly ConnectionStep[] = [...WAY, 'read-slot-types' as const].map((step) => ({ step }));
  const diary = await readDiary();
  if (!diary.ok) return [...passed, { step: 'read-diary', failure: diary.failure }];
  const reply = await systmOne.call('GetFunctions', [], ask);
  const why = reply.ok ? whyNotBook(reply.response) : reply.failure;
  return [...passed, { step: 'read-diary' }, { step: 'may-book', ...(why ? { failure: why } : {}) }];
}
