/**
 * G6: every fault of a network × every operation × every connector, over real sockets, as a table. A reading through a fault is
 * whole or fails; a write is on the wire at most once; and what a write is said to have come to is compared with the diary.
 */
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type Server, createServer as createTlsServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';

import { EHR_KINDS, type EhrKind } from '#shared/domain/ehr.ts';
import { FAILURE_KINDS, type Failure } from '#shared/domain/failure.ts';
import { type EhrPatientId, asId } from '#shared/domain/ids.ts';
import type { Outcome } from '#shared/domain/outcome.ts';

import type { EhrDiary, WriteAnswer } from '../../../src/main/ports/ehr-diary.ts';
import { createSeededDice } from '../../support/seeded-dice.ts';
import { type Proof, type Tally, createTally, inParallel, joinDone, messageOf } from '../proof.ts';
import { EXPIRED_CERTIFICATE, OTHER_HOSTS_CERTIFICATE, TEST_AUTHORITY } from './bad-certificates.ts';
import { type ConnectorUnderFault, type OpenSlot, openConnector } from './connectors.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { type Detour, NETWORK_FAULTS, type NetworkFault } from './network-faults.ts';

const NEAR = { urgency: 'near' } as const;
const WRITE = { urgency: 'write' } as const;
const TOKEN = 'k7Qm2xZt9aB4';
const AT_ONCE = 10;

const READS = ['pullSlotTypes', 'pullSessions', 'pullSlots', 'pullSlot', 'findPatient'] as const;
const WRITES = ['sendBooking', 'sendCancellation'] as const;
type Read = (typeof READS)[number];
type Write = (typeof WRITES)[number];
const OPERATIONS: readonly (Read | Write)[] = [...READS, ...WRITES];
const isRead = (operation: Read | Write): operation is Read =>
  (READS as readonly string[]).includes(operation);

interface World {
  readonly connector: ConnectorUnderFault;
  readonly patientId: EhrPatientId;
  /** For the readings, which change nothing. */
  readonly place: OpenSlot;
  /** What each reading gives when nothing is wrong. */
  readonly truth: ReadonlyMap<Read, unknown>;
  readonly portOf: (detour: Detour) => number;
}

interface Cell {
  readonly world: World;
  readonly fault: NetworkFault;
  readonly operation: Read | Write;
  readonly seed: number;
}

function readBy(diary: EhrDiary, operation: Read, world: Omit<World, 'truth'>): Promise<Outcome<unknown>> {
  const { session, slot } = world.place;
  switch (operation) {
    case 'pullSlotTypes':
      return diary.pullSlotTypes(NEAR);
    case 'pullSessions':
      return diary.pullSessions({ from: session.day, to: session.day }, NEAR);
    case 'pullSlots':
      return diary.pullSlots(session, NEAR);
    case 'pullSlot':
      return diary.pullSlot(
        { session, slotId: slot.id, booking: { patientId: world.patientId, token: TOKEN } },
        NEAR,
      );
    case 'findPatient':
      return diary.findPatient(world.connector.ada, NEAR);
  }
}

/** The EHR's clock may stand in an answer; it is no part of what was read. */
const withoutClock = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'ehrClock' in value
    ? { ...value, ehrClock: undefined }
    : value;

async function straight<T>({ connector }: Pick<World, 'connector'>, ask: (diary: EhrDiary) => Promise<T>) {
  const diary = connector.connectStraight();
  try {
    return await ask(diary);
  } finally {
    await diary.close();
  }
}

async function isInDiary(world: World, { session, slot }: OpenSlot): Promise<boolean> {
  const booking = { patientId: world.patientId, token: TOKEN };
  const seen = await straight(world, (diary) => diary.pullSlot({ session, slotId: slot.id, booking }, WRITE));
  if (!seen.ok) throw new Error(`a straight look failed: ${seen.failure.kind} ${seen.failure.detail ?? ''}`);
  return seen.value?.bookedFor === world.patientId && (seen.value.note?.includes(TOKEN) ?? false);
}

const bookingOf = (world: World, { session, slot }: OpenSlot) => ({
  session,
  slot,
  patientId: world.patientId,
  reason: 'Sore knee',
  token: TOKEN,
});

/** What the write is about: an open slot, or one that Ada has already. */
async function prepare(world: World, operation: Write): Promise<(diary: EhrDiary) => Promise<WriteAnswer>> {
  const place = placeOf(world);
  if (operation === 'sendBooking') return (diary) => diary.sendBooking(bookingOf(world, place), WRITE);
  const booked = await straight(world, (diary) => diary.sendBooking(bookingOf(world, place), WRITE));
  if (booked.class !== 'applied') throw new Error(`nothing to cancel: ${wordsOf(booked.failure)}`);
  const sought = {
    session: place.session,
    slotId: place.slot.id,
    booking: { patientId: world.patientId, token: TOKEN },
  };
  const seen = await straight(world, (diary) => diary.pullSlot(sought, WRITE));
  const now = seen.ok ? seen.value : undefined;
  if (now?.bookedFor === undefined) throw new Error('what was booked is not to be seen');
  const { appointmentId } = now;
  const asked = {
    ...bookingOf(world, { ...place, slot: now }),
    ...(appointmentId === undefined ? {} : { appointmentId }),
    by: 'patient' as const,
  };
  return (diary) => diary.sendCancellation(asked, WRITE);
}

const places = new WeakMap<World, OpenSlot>();
const placeOf = (world: World): OpenSlot => {
  const kept = places.get(world) ?? world.connector.takeOpenSlot();
  places.set(world, kept);
  return kept;
};

const wordsOf = (failure: Failure) => `${failure.kind} (${failure.detail ?? failure.message})`;

async function tryRead({ world, fault, operation }: Cell, diary: EhrDiary): Promise<string | undefined> {
  const read = operation as Read;
  if (fault.isHarmless) await readBy(diary, 'pullSlotTypes', world);
  const outcome = await readBy(diary, read, world);
  if (!outcome.ok) {
    return FAILURE_KINDS.includes(outcome.failure.kind)
      ? undefined
      : `an unknown failure ${outcome.failure.kind}`;
  }
  if (!fault.isHarmless) return 'it was read as if nothing were wrong';
  return isDeepStrictEqual(withoutClock(outcome.value), world.truth.get(read))
    ? undefined
    : 'it read something else than what is there';
}

async function tryWrite(cell: Cell, diary: EhrDiary, proxy: FaultProxy): Promise<string | undefined> {
  const { fault, operation } = cell;
  // Each has a slot of its own.
  const world = { ...cell.world };
  const send = await prepare(world, operation as Write);
  if (fault.isHarmless) await readBy(diary, 'pullSlotTypes', world);
  const answer = await send(diary);
  await proxy.quiet();
  const isThere = await isInDiary(world, placeOf(world));
  const isDone = operation === 'sendBooking' ? isThere : !isThere;
  if (proxy.writesArrived() > 1) return `it was on the wire ${proxy.writesArrived()} times`;
  if (answer.class === 'applied') {
    if (!fault.isHarmless) return 'it was called done though nothing proves it';
    return isDone ? undefined : 'it was called done, and is not';
  }
  if (!FAILURE_KINDS.includes(answer.failure.kind)) return `an unknown failure ${answer.failure.kind}`;
  if (answer.class === 'ambiguous') {
    return fault.detour ? `nothing left, and yet it is in doubt: ${wordsOf(answer.failure)}` : undefined;
  }
  if (isDone) return `it was called not done, and is: ${wordsOf(answer.failure)}`;
  return proxy.writesArrived() > 0
    ? `it was called not done though it had arrived: ${wordsOf(answer.failure)}`
    : undefined;
}

async function tryCell(cell: Cell): Promise<string | undefined> {
  const { connector, portOf } = cell.world;
  const { fault, operation } = cell;
  const dice = createSeededDice(cell.seed);
  const proxy = await startFaultProxy({
    upstreamPort: connector.upstreamPort,
    protocol: connector.protocol,
    dice,
    isWrite: connector.isWrite,
    isStruck: (request) => isRead(operation) || fault.isHarmless || connector.isWrite(request),
    strike: fault.strike ?? (async ({ client, forward }) => void client.write(await forward())),
    ...(fault.greet && { greet: fault.greet }),
  });
  const port = fault.detour ? portOf(fault.detour) : proxy.port;
  const host = fault.detour === 'no-such-host' ? 'diary.invalid' : '127.0.0.1';
  const isSecure = fault.detour !== undefined && fault.detour !== 'refused';
  const diary = connector.connect(port, isSecure ? { host } : undefined);
  try {
    return isRead(operation) ? await tryRead(cell, diary) : await tryWrite(cell, diary, proxy);
  } catch (problem) {
    return `it threw: ${messageOf(problem)}`;
  } finally {
    await diary.close();
    await proxy.quiet();
    await proxy.close();
  }
}

/** No program is given this one by chance, as it may be one that was just let go of. */
const NOBODYS_PORT = 1;

/** Ports behind which nobody, or the wrong somebody, listens. */
async function openDetours(): Promise<{ portOf: World['portOf']; close: () => Promise<void> }> {
  const listen = (identity: { key: string; cert: string }): Promise<Server> =>
    new Promise((resolve) => {
      const server = createTlsServer(identity, (socket) => void socket.on('error', () => {}));
      server.on('tlsClientError', () => {});
      server.listen(0, '127.0.0.1', () => resolve(server));
    });
  const expired = await listen(EXPIRED_CERTIFICATE);
  const other = await listen(OTHER_HOSTS_CERTIFICATE);
  const portOf = (server: Server) => (server.address() as AddressInfo).port;
  const ports: Record<Detour, number> = {
    refused: NOBODYS_PORT,
    'no-such-host': 443,
    'tls-expired': portOf(expired),
    'tls-wrong-host': portOf(other),
  };
  return {
    portOf: (detour) => ports[detour],
    close: async () => {
      await Promise.all([expired, other].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

async function openWorld(kind: EhrKind, portOf: World['portOf']): Promise<World> {
  const connector = await openConnector(kind);
  const found = await straight({ connector }, (diary) => diary.findPatient(connector.ada, NEAR));
  if (!found.ok) throw new Error(found.failure.message);
  const patientId = asId<EhrPatientId>(found.value.id);
  const bare = { connector, patientId, place: connector.takeOpenSlot(), portOf };
  const truth = new Map<Read, unknown>();
  for (const operation of READS) {
    const outcome = await straight(bare, (diary) => readBy(diary, operation, bare));
    if (!outcome.ok) throw new Error(`${kind} ${operation}: ${wordsOf(outcome.failure)}`);
    truth.set(operation, withoutClock(outcome.value));
  }
  return { ...bare, truth };
}

function sayTable(say: (line: string) => void, kind: EhrKind, results: ReadonlyMap<string, boolean>): void {
  const faults = [...new Set([...results.keys()].map((key) => key.split('|')[0] ?? ''))];
  say(`${kind.padEnd(24)}${OPERATIONS.map((name) => name.padEnd(17)).join('')}`);
  for (const fault of faults) {
    const marks = OPERATIONS.map((operation) => {
      const passed = results.get(`${fault}|${operation}`);
      return (passed === undefined ? '·' : passed ? '✓' : '✗ FAILED').padEnd(17);
    });
    say(`  ${fault.padEnd(22)}${marks.join('')}`);
  }
}

async function proveConnector(
  kind: EhrKind,
  seed: number,
  portOf: World['portOf'],
  tally: Tally,
  say: (line: string) => void,
): Promise<void> {
  const world = await openWorld(kind, portOf);
  const { protocol } = world.connector;
  const faults = NETWORK_FAULTS.filter(({ onLine }) => protocol === 'http' || onLine);
  const cells = faults.flatMap((fault, row) =>
    OPERATIONS.map((operation, column): Cell => ({
      world,
      fault,
      operation,
      seed: seed + row * 100 + column,
    })),
  );
  const results = new Map(cells.map(({ fault, operation }) => [`${fault.name}|${operation}`, false]));
  const work = async (cell: Cell): Promise<void> => {
    const trouble = await tryCell(cell);
    results.set(`${cell.fault.name}|${cell.operation}`, trouble === undefined);
    tally.count(`${kind} | ${cell.fault.name} | ${cell.operation} (seed ${seed})`, trouble);
  };
  // What is read stays as it is until everything has been read.
  await inParallel(
    cells.filter(({ operation }) => isRead(operation)),
    AT_ONCE,
    work,
  );
  await inParallel(
    cells.filter(({ operation }) => !isRead(operation)),
    AT_ONCE,
    work,
  );
  sayTable(say, kind, results);
  await world.connector.close();
}

/** `times`: rounds of the whole matrix, each with another seed. One round is 357 cells. */
export const proveNetwork: Proof = async ({ seed, times, say }) => {
  const usual = getCACertificates('default');
  setDefaultCACertificates([...usual, TEST_AUTHORITY]);
  const detours = await openDetours();
  try {
    const rounds = [];
    for (let round = 0; round < times; round += 1) {
      const tally = createTally();
      await Promise.all(
        EHR_KINDS.map((kind) =>
          proveConnector(kind, seed + round * 10_000, detours.portOf, tally, round === 0 ? say : () => {}),
        ),
      );
      rounds.push(tally.done());
    }
    return joinDone(rounds);
  } finally {
    await detours.close();
    setDefaultCACertificates(usual);
  }
};
