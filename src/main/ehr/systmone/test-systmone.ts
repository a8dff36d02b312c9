/**
 * The connection test: what was asked, told as steps. A step is listed as passed only if an answer proves it; one that the
 * trouble leaves open is listed as not proven. Changes nothing in the diary.
 */
import type { ConnectionStepName } from '#shared/domain/connection-step.ts';
import { type Failure, type FailureKind, failure } from '#shared/domain/failure.ts';
import type { Outcome } from '#shared/domain/outcome.ts';

import type { Ask, ConnectionStep } from '../../ports/ehr-diary.ts';
import { SYSTMONE } from './line/systmone-failures.ts';
import type { SystmOneSession } from './line/systmone-session.ts';
import { box, check, exact, many, one } from './systmone-wire.ts';

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
  const why = await whyNotBook(systmOne, ask);
  return [...passed, { step: 'read-diary' }, { step: 'may-book', ...(why ? { failure: why } : {}) }];
}

const functions = box({ SupportedFunction: many(box({ Function: one(exact) }), 1_000) });

async function whyNotBook(systmOne: SystmOneSession, ask: Ask): Promise<Failure | undefined> {
  const reply = await systmOne.call('GetFunctions', [], ask);
  if (!reply.ok) return reply.failure;
  const parsed = check(functions, reply.response, 'its functions');
  if (!parsed.ok) return parsed.failure;
  const names = parsed.value.SupportedFunction.map((each) => each.Function.trim());
  return names.includes('UpdatePatientRecord')
    ? undefined
    : failure('not-allowed', `${SYSTMONE} does not let Slotkeeper book appointments.`);
}
