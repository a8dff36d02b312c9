/**
 * How the trouble of a connection test's first call is told as steps. A step counts as passed only if an answer proves it:
 * a server that broke while it read slot types has not said whether it would have taken the sign-in.
 */
import { CONNECTION_STEPS, type ConnectionStepName } from '#shared/domain/connection-step.ts';
import type { Failure, FailureKind } from '#shared/domain/failure.ts';

import type { ConnectionStep } from '../ports/ehr-diary.ts';
import type { HttpStage } from './http-trouble.ts';

export interface FirstTrouble {
  readonly failure: Failure;
  readonly stage?: HttpStage;
  readonly mayHaveArrived: boolean;
}

/** The way to an address: without https nothing is secured, and nothing is said about it. */
export const wayTo = (url: string): readonly ConnectionStepName[] =>
  /^https:/i.test(url) ? ['find-host', 'reach-port', 'secure'] : ['find-host', 'reach-port'];

/** A failure that the EHR itself gives at one certain step, which proves those before it. */
const SAID_AT: Partial<Record<FailureKind, ConnectionStepName>> = {
  'not-signed-in': 'sign-in',
  'not-the-ehr': 'sign-in', // whoever it was, nobody signed us in
  'not-allowed': 'application',
  'wrong-organisation': 'organisation',
};

/** `way`: the steps before the EHR speaks. `asked`: those that this call goes through; the last is what it asks for. */
export function stepsOfTrouble(
  way: readonly ConnectionStepName[],
  asked: readonly ConnectionStepName[],
  { failure, stage, mayHaveArrived }: FirstTrouble,
): readonly ConnectionStep[] {
  if (!mayHaveArrived || stage) {
    const at = stage ?? way[0] ?? 'find-host';
    // Refused by ourselves: nothing was tried, so nothing before it is proven either.
    const wasTried = failure.kind !== 'invalid-input';
    return [...upTo(way, at).map((step) => (wasTried ? { step } : notProven(step))), { step: at, failure }];
  }
  const saidAt = SAID_AT[failure.kind];
  const at = asked.find((step) => step === saidAt) ?? asked.at(-1) ?? 'read-diary';
  const isProven = at === saidAt;
  return [
    ...way.map((step) => ({ step })),
    ...upTo(asked, at).map((step) => (isProven ? { step } : notProven(step))),
    { step: at, failure },
  ];
}

export const notProven = (step: ConnectionStepName): ConnectionStep => ({ step, isNotProven: true });

const upTo = (steps: readonly ConnectionStepName[], end: ConnectionStepName): readonly ConnectionStepName[] =>
  steps.filter((step) => CONNECTION_STEPS.indexOf(step) < CONNECTION_STEPS.indexOf(end));
