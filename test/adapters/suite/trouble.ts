// The adapter suite on trouble: a reading that cannot be proven whole is a failure of the right kind, the connection test
// names the step to mend, and nothing of a patient reaches the log.
import { setTimeout as wait } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { CONNECTION_STEPS } from '#shared/domain/connection-step.ts';
import type { FailureKind } from '#shared/domain/failure.ts';

import type { ConnectionStep } from '../../../src/main/ports/ehr-diary.ts';
import type { Misbehaviour } from '../../support/ehr-practice-under-test.ts';
import { type Asks, NEAR, WRITE, expectNothingPersonalLogged, failureOf } from './asks.ts';
import { nameOf } from './booking.ts';

const READ_FAILURES: readonly (readonly [Misbehaviour, readonly FailureKind[]])[] = [
  [{ kind: 'drop', when: 'after-work' }, ['interrupted']],
  [{ kind: 'black-hole', when: 'after-work' }, ['timed-out']],
  [{ kind: 'server-error', when: 'before-work' }, ['ehr-error']],
  [{ kind: 'portal' }, ['not-the-ehr']],
  [{ kind: 'redirect' }, ['not-the-ehr']],
  [{ kind: 'garbage' }, ['not-complete', 'not-understood']],
  [{ kind: 'cut-off' }, ['interrupted', 'not-complete']],
  [{ kind: 'oversized' }, ['too-large']],
  [{ kind: 'overloaded' }, ['busy']],
];

/** Where each way of turning us away must be shown. */
const SIGN_IN_STEPS: Partial<Record<FailureKind, ConnectionStep['step']>> = {
  'not-signed-in': 'sign-in',
  'not-allowed': 'application',
};

export function describeTrouble(asks: Asks, knows: ReadonlySet<Misbehaviour['kind']>): void {
  const { under, today, aSlot, sessionsToday, book } = asks;

  const readFailures = READ_FAILURES.filter(([{ kind }]) => knows.has(kind));
  it.each(readFailures.map(([fault, kinds]) => [nameOf(fault), fault, kinds] as const))(
    'reads nothing rather than half a diary after: %s, and all of it once that is over @hazard:H15',
    async (_name, fault, kinds) => {
      const sessions = await sessionsToday();
      const [session] = sessions;
      if (!session) throw new Error('No session today');
      const { diary } = under();
      under().misbehave('reads', fault);
      expect(kinds).toContain(failureOf(await diary.pullSessions(today(), NEAR)).kind);
      expect(kinds).toContain(failureOf(await diary.pullSlots(session, NEAR)).kind);
      under().misbehave('reads', undefined);
      if (fault.kind !== 'overloaded') expect(await sessionsToday()).toEqual(sessions);
      expectNothingPersonalLogged(under());
    },
  );

  it.each([...knows].filter((kind) => kind === 'overloaded'))(
    'says how long the EHR wants to be left alone when it is %s, and leaves it alone',
    async () => {
      const { diary } = under();
      under().misbehave('all', { kind: 'overloaded' });
      expect(failureOf(await diary.pullSlotTypes(NEAR))).toMatchObject({ kind: 'busy', retryAfterMs: 7_000 });
      under().misbehave('all', undefined);
      const held = failureOf(await diary.pullSlotTypes(NEAR));
      expect(held.kind).toBe('busy');
      expect(held.retryAfterMs).toBeGreaterThan(5_000);
    },
  );

  it('says that nobody answers when the EHR is shut', async () => {
    await sessionsToday();
    await under().shut();
    await wait(50); // until the end of a kept connection is known on this side too
    expect(failureOf(await under().diary.pullSessions(today(), NEAR)).kind).toBe(under().shutFailure);
  });

  describe('the connection test', () => {
    const namesOf = (steps: readonly ConnectionStep[]) => steps.map(({ step }) => step);

    it('passes every step, in the order in which they are mended, and changes nothing', async () => {
      const before = await under().truth(under().today);
      const steps = await under().diary.testConnection(NEAR);
      expect(steps.filter((step) => step.failure !== undefined)).toEqual([]);
      const names = namesOf(steps);
      expect(names).toEqual(CONNECTION_STEPS.filter((name) => names.includes(name)));
      expect(names).toContain('reach-port');
      expect(names.slice(-2)).toEqual(['read-diary', 'may-book']);
      expect(steps.find(({ step }) => step === 'read-diary')).toEqual({ step: 'read-diary' });
      expect(under().bookingsAsked()).toBe(0);
      expect(await under().truth(under().today)).toEqual(before);
    });

    it('names the sign-in or the application when it is turned away', async () => {
      under().refuseSignIn();
      const steps = await under().diary.testConnection(NEAR);
      const last = steps.at(-1);
      const kind = last?.failure?.kind;
      expect(kind).toMatch(/^not-(signed-in|allowed)$/);
      expect(last?.step).toBe(kind && SIGN_IN_STEPS[kind]);
      expect(steps.slice(0, -1).filter((step) => step.failure !== undefined)).toEqual([]);
      expect(namesOf(steps)).toContain('reach-port');
    });

    it('names the way when nobody answers', async () => {
      await under().shut();
      await wait(50);
      const steps = await under().diary.testConnection(NEAR);
      expect(steps.at(-1)).toMatchObject({ step: 'reach-port', failure: { kind: under().shutFailure } });
      expect(
        namesOf(steps)
          .slice(0, -1)
          .filter((name) => name !== 'find-host'),
      ).toEqual([]);
    });
  });

  it('logs each call for a patient by name, and nothing personal @hazard:H34 @hazard:H46', async () => {
    const { session, slot } = await aSlot('open');
    const { nhsNumber, dateOfBirth } = under().patient;
    await under().diary.findPatient({ nhsNumber, dateOfBirth }, WRITE);
    await under().diary.pullSlot({ session, slotId: slot.id }, WRITE);
    await book(session, slot);
    await asks.readBack(session, slot);
    expect(under().logged.lines.length).toBeGreaterThan(2);
    expect(under().logged.lines.every((line) => line.event === 'ehr.call')).toBe(true);
    expectNothingPersonalLogged(under());
  });

  it('gives up what is under way when it is closed', async () => {
    under().misbehave('reads', { kind: 'black-hole', when: 'before-work' });
    const asked = under().diary.pullSlotTypes(NEAR);
    await under().diary.close();
    expect(failureOf(await asked).kind).toBe('stopped');
    expect(failureOf(await under().diary.pullSlotTypes(NEAR)).kind).toBe('stopped');
  });
}
