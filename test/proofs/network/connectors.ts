/**
 * The three sample EHRs for the network proof: each with a way to make a connector that leads to any port, the requests that
 * write, and what a straight look at its diary says. The calendar stands at Monday 23 November 2026, 08:00.
 */
import type { EhrKind } from '#shared/domain/ehr.ts';
import type { PatientIdentity } from '#shared/domain/patient.ts';
import { parseNhsNumber } from '#shared/domain/patient.ts';
import type { Session } from '#shared/domain/session.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import { parseDay } from '#shared/domain/time.ts';

import { createEhrDiary } from '../../../src/main/ehr/choose-diary.ts';
import type { EhrDiaryDeps } from '../../../src/main/ehr/ehr-diary-deps.ts';
import type { EhrDiary } from '../../../src/main/ports/ehr-diary.ts';
import type { EhrSettings } from '../../../src/main/ports/settings.ts';
import { createEmisPractice } from '../../../src/main/sample-practice/emis-practice.ts';
import { createGpConnectPractice } from '../../../src/main/sample-practice/gp-connect-practice.ts';
import { createSystmOnePractice } from '../../../src/main/sample-practice/systmone-practice.ts';
import { MONDAY_MORNING, SHORT_LIMITS, standingClock } from '../../support/ehr-monday.ts';
import { silentLog } from '../../support/open-test-store.ts';

export interface OpenSlot {
  readonly session: Session;
  readonly slot: PulledSlot;
}

export interface ConnectorUnderFault {
  readonly kind: EhrKind;
  readonly protocol: 'http' | 'line';
  readonly upstreamPort: number;
  readonly isWrite: (request: string) => boolean;
  /** A connector of its own, to this port; `tls`: over TLS, to this host. Its limits are short. */
  connect(port: number, tls?: { readonly host: string }): EhrDiary;
  /** Straight to the EHR, with all the time in the world. */
  connectStraight(): EhrDiary;
  readonly ada: PatientIdentity;
  /** One more that nobody has been given yet. */
  takeOpenSlot(): OpenSlot;
  close(): Promise<void>;
}

const SMALL = { seed: 'network', weeks: 3, clinicians: 3, port: 0, lively: 0 } as const;
const CLOCK = { now: () => MONDAY_MORNING, after: () => () => {} };
const DEVICE = 'DEVICE-4711-APPROVED';
const ONLINE = /^GP (telephone|routine)/i;
const NEAR = { urgency: 'near' } as const;

const samples = {
  'emis-web': {
    protocol: 'http' as const,
    open: () => createEmisPractice({ ...SMALL, clock: CLOCK }),
    isWrite: (request: string) => /^GET [^ ]*\/(Book|Cancel)Appointment\?/.test(request),
  },
  'gp-connect': {
    protocol: 'http' as const,
    open: () => createGpConnectPractice({ ...SMALL, clock: CLOCK }),
    isWrite: (request: string) => /^(POST|PUT) /.test(request),
  },
  systmone: {
    protocol: 'line' as const,
    open: () => createSystmOnePractice({ ...SMALL, clock: CLOCK, deviceId: DEVICE, throttle: 'off' }),
    isWrite: (request: string) => request.includes('<Function>UpdatePatientRecord</Function>'),
  },
};

export async function openConnector(kind: EhrKind): Promise<ConnectorUnderFault> {
  const { protocol, open, isWrite } = samples[kind];
  const practice = open();
  const { port: upstreamPort } = await practice.start();

  const connectWith = (
    port: number,
    tls: { readonly host: string } | undefined,
    limits: Pick<EhrDiaryDeps, 'requestTimeoutSeconds' | 'readLimits'>,
  ): EhrDiary => {
    const { ehr } = practice;
    const origin = tls ? `https://${tls.host}:${port}` : `http://127.0.0.1:${port}`;
    const block = (
      'baseUrl' in ehr
        ? { ...ehr, dateFormat: 'dd/MM/yyyy', baseUrl: `${origin}${new URL(ehr.baseUrl).pathname}` }
        : { ...ehr, port }
    ) as EhrSettings;
    return createEhrDiary(block, {
      clock: standingClock,
      log: silentLog,
      practice: practice.practice,
      keepDeviceId: () => {},
      requestsPerSecond: 10_000,
      isPaced: false,
      ...limits,
    });
  };
  const connectStraight = () => connectWith(upstreamPort, undefined, { requestTimeoutSeconds: 30 });

  const straight = connectStraight();
  const everyone = practice.living.plan.patientList.all;
  const one = everyone.find(({ firstNames, lastName }) => `${firstNames} ${lastName}` === 'Ada Example');
  const nhsNumber = parseNhsNumber(one?.nhsNumber ?? '');
  const dateOfBirth = parseDay(one?.bornOn ?? '');
  const from = parseDay('2026-11-24');
  const to = parseDay('2026-12-04');
  if (!nhsNumber || !dateOfBirth || !from || !to) throw new Error('The sample practice has no Ada Example');

  const free: OpenSlot[] = [];
  const pulled = await straight.pullSessions({ from, to }, NEAR);
  if (!pulled.ok) throw new Error(pulled.failure.message);
  for (const session of pulled.value.sessions) {
    const given = pulled.value.slots?.get(session.id);
    const slots = given ?? valueOf(await straight.pullSlots(session, NEAR));
    // Of the types that may be booked online; others the EHR refuses, whatever the network does.
    const types = new Set(
      session.counts
        .filter(({ slotTypeName }) => ONLINE.test(slotTypeName))
        .map(({ slotTypeId }) => slotTypeId),
    );
    const open = slots.filter(({ status, slotTypeId }) => status === 'open' && types.has(slotTypeId));
    // Of equal parallel slots one is enough: nobody could tell them apart.
    const seen = new Set<number>();
    for (const slot of open) if (!seen.has(slot.startsAt)) free.push({ session, slot });
    for (const { startsAt } of open) seen.add(startsAt);
  }
  await straight.close();

  // One appointment of Ada's at a time: nobody is in two rooms at once.
  const byTime = new Map(free.map((slot): [number, OpenSlot] => [slot.slot.startsAt, slot]));
  const waiting = [...byTime.values()];
  return {
    kind,
    protocol,
    upstreamPort,
    isWrite,
    connect: (port, tls) => connectWith(port, tls, { requestTimeoutSeconds: 1, readLimits: SHORT_LIMITS }),
    connectStraight,
    ada: { nhsNumber, dateOfBirth },
    takeOpenSlot() {
      const next = waiting.shift();
      if (!next) throw new Error('The sample practice has no open slot left');
      return next;
    },
    close: () => practice.close(),
  };
}

function valueOf<T>(outcome: { ok: true; value: T } | { ok: false; failure: { message: string } }): T {
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.value;
}
