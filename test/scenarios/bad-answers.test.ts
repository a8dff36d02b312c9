/** What a sick server or a portal in between answers never takes an offer away wrongly, and the light says why. */
import Database from 'better-sqlite3';
import { afterEach, describe, expect, test } from 'vitest';

import type { FailureKind } from '#shared/domain/failure.ts';
import { SECOND } from '#shared/domain/time.ts';

import type { Fault } from '../../src/main/sample-practice/faults/fault.ts';
import { type Scenario, openScenario } from '../support/scenario-core.ts';
import { endEverything } from '../support/scenario-processes.ts';
import { TELEPHONE, tomorrow } from '../support/scenario-practice.ts';
import { waitUntil } from '../support/wait-until.ts';

const PROMISED_MS = 30 * SECOND;
const open: Scenario[] = [];

async function openInStep(): Promise<Scenario> {
  // Read again only when asked, so that each bad answer is looked at by itself.
  const scenario = await openScenario({ settings: { reading: { nearEverySeconds: 120 } } });
  open.push(scenario);
  await waitUntil('it is in step', async () => {
    const { readings } = await scenario.snapshot();
    const bands = new Set(Object.values(readings).map(({ band }) => band));
    return bands.has('soon') && (await scenario.health('read'))?.state === 'in-step';
  });
  return scenario;
}

/** Sessions and slots as they lie on disk, past the core. */
function rowsOf({ folder }: Scenario): unknown {
  const db = new Database(folder.database, { readonly: true });
  try {
    return ['sessions', 'slots'].map((table) => db.prepare(`SELECT * FROM ${table} ORDER BY 1`).all());
  } finally {
    db.close();
  }
}

/** The light follows the near days: whether the other days were mended before or after them, the next reading tells. */
const waitInStep = (scenario: Scenario) =>
  waitUntil('the light is green', async () => {
    await scenario.handlers.connection.checkNow();
    const health = await scenario.health('read');
    return health?.state === 'in-step' && health;
  });

const idsOf = async ({ api }: Scenario) => (await api.slots(TELEPHONE.name)).map(({ id }) => id);

afterEach(async () => {
  for (const scenario of open.splice(0)) await scenario.close();
  await endEverything();
});

describe('a bad answer', () => {
  const bad: readonly (readonly [string, Fault, readonly FailureKind[]])[] = [
    ['a body cut short', { kind: 'truncate', on: 'reads' }, ['interrupted']],
    [
      'half a body that claims to be whole',
      { kind: 'truncate', honestLength: true, on: 'reads' },
      ['not-complete'],
    ],
    ['a portal', { kind: 'wrong-content', on: 'reads' }, ['not-the-ehr']],
    ['a redirect', { kind: 'redirect', on: 'reads' }, ['not-the-ehr']],
    ['a broken server', { kind: 'fail', on: 'reads' }, ['ehr-error']],
    ['an overloaded server', { kind: 'fail', status: 503, on: 'reads' }, ['busy', 'ehr-error']],
    ['rubbish', { kind: 'garbage', on: 'reads' }, ['not-understood', 'not-complete']],
    ['a dropped connection', { kind: 'drop', on: 'reads' }, ['interrupted']],
    [
      'a list of slots with holes',
      { kind: 'thin-list', keepShare: 0.5, on: 'GetSlotsForSessionV2' },
      ['not-complete'],
    ],
  ];

  test('changes nothing in the store, takes no offer away, and is told with its cause', async () => {
    const scenario = await openInStep();
    const { handlers, practice } = scenario;
    const rows = rowsOf(scenario);
    const offered = await idsOf(scenario);
    expect(offered.length).toBeGreaterThan(4);
    for (const [name, fault, kinds] of bad) {
      practice.setFaults([fault]);
      const told = await handlers.connection.checkNow();
      expect([name, kinds.includes(told.ok ? 'unexpected' : told.failure.kind), told]).toEqual([
        name,
        true,
        told,
      ]);
      const health = await scenario.health('read');
      expect([name, health?.failure?.kind]).toEqual([name, told.ok ? '' : told.failure.kind]);
      expect(rowsOf(scenario)).toEqual(rows);
      expect(await idsOf(scenario)).toEqual(offered);
    }
    expect((await scenario.health('read'))?.state).toBe('not-in-step');
    practice.setFaults([]);
    const health = await waitInStep(scenario);
    expect(health.failure).toBeUndefined();
    expect(await idsOf(scenario)).toEqual(offered);
  });

  test('a diary that seems to empty itself is not believed at first: nothing is removed, nothing of it is offered', async () => {
    const scenario = await openInStep();
    const { handlers, practice } = scenario;
    const rows = rowsOf(scenario);
    const offered = await idsOf(scenario);
    practice.setFaults([{ kind: 'thin-list', keepShare: 0, on: 'GetAppointmentSessions' }]);
    await handlers.connection.checkNow();
    expect(rowsOf(scenario)).toEqual(rows);
    expect((await scenario.snapshot()).days[tomorrow()]?.state).toBe('suspect');
    const why = await handlers.whyMissing.ask({
      slotTypeId: await scenario.slotTypeId(TELEPHONE.name),
      day: tomorrow(),
    });
    const codes = why.ok ? why.value.slots.flatMap(({ hidden }) => hidden.map(({ code }) => code)) : [];
    expect(codes).toContain('reading-suspect');
    expect(await idsOf(scenario)).not.toEqual(offered);
    // Nothing of those days is offered: the light must not be green over it.
    const light = await scenario.health('read');
    expect([light?.state, light?.failure?.kind]).toEqual(['late', 'doubted']);

    practice.setFaults([]);
    await handlers.connection.checkNow();
    await waitUntil('the offers are back', async () => (await idsOf(scenario)).join() === offered.join());
    expect((await scenario.snapshot()).days[tomorrow()]?.state).toBe('whole');
    await waitInStep(scenario);
    expect(rowsOf(scenario)).toMatchObject(rows as object);
  });
});

test('a server that swallows every request shows within 30 s', async () => {
  const scenario = await openScenario();
  open.push(scenario);
  await waitUntil('it is in step', async () => (await scenario.health('read'))?.state === 'in-step');
  scenario.practice.setFaults([{ kind: 'black-hole' }]);
  const read = await waitUntil(
    'the light is no longer green',
    async () => {
      const health = await scenario.health('read');
      return health?.state !== 'in-step' && health;
    },
    PROMISED_MS,
  );
  expect(['late', 'not-in-step']).toContain(read.state);
  expect(read.since).toBeGreaterThan(read.lastSuccessAt ?? Infinity);
});
