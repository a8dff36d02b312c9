/**
 * The sample practice on SystmOne, for the adapter suite. Its calendar stands at Monday 23 November 2026, 08:00; sockets run
 * in real time. SystmOne gives slots no ids: the truth is told under those that the connector makes of their values.
 */
import type { SessionId, SlotId } from '#shared/domain/ids.ts';
import { type NhsNumber, type PatientIdentity, parseNhsNumber } from '#shared/domain/patient.ts';
import type { LocalDay } from '#shared/domain/time.ts';
import { addDays, asInstant, parseDay, parseInstant } from '#shared/domain/time.ts';

import { createEhrDiary } from '../../src/main/ehr/choose-diary.ts';
import type { EhrDiaryDeps } from '../../src/main/ehr/ehr-diary-deps.ts';
import { groupIdOf, groupOfSlot, sessionIdOf, slotIdOf } from '../../src/main/ehr/systmone/systmone-ids.ts';
import { givePlaces, placeInMark } from '../../src/main/ehr/systmone/systmone-places.ts';
import {
  type DiarySession,
  type DiarySlot,
  isBusy,
} from '../../src/main/sample-practice/diary/diary-types.ts';
import { testNhsNumber } from '../../src/main/sample-practice/diary/nhs-number.ts';
import type { Fault } from '../../src/main/sample-practice/faults/fault.ts';
import {
  appointmentUidOf,
  isOffered,
  sixValuesOf,
} from '../../src/main/sample-practice/systmone/systmone-words.ts';
import {
  type SystmOnePractice,
  type SystmOnePracticeOptions,
  createSystmOnePractice,
} from '../../src/main/sample-practice/systmone-practice.ts';
import { SHORT_LIMITS, markAs, regularOf, standingClock } from './ehr-emis-under-test.ts';
import { createListeningLog } from './ehr-listening-log.ts';
import {
  ATTENDANCE_OF_MARKS,
  type Misbehaviour,
  type PracticeUnderTest,
  type TrueSlot,
} from './ehr-practice-under-test.ts';

const MONDAY_MORNING = parseInstant('2026-11-23T08:00:00Z') ?? asInstant(0);
export const DEVICE = 'DEVICE-4711-APPROVED';
const TODAY = parseDay('2026-11-23') ?? ('' as LocalDay);
/** How far a slot is looked for by its id. */
const DAYS_IN_SIGHT = 8;

/** Of the 999 range, and far beyond the serials that the sample practice gives out. */
const NOBODYS_NUMBER = testNhsNumber(900_001).nhsNumber;

const day = (text: string): LocalDay => parseDay(text) ?? ('' as LocalDay);
const number = (text: string): NhsNumber => parseNhsNumber(text) ?? ('' as NhsNumber);

function faultOf(on: string, how: Misbehaviour): Fault {
  switch (how.kind) {
    case 'drop':
    case 'black-hole':
      return { on, kind: how.kind, when: how.when };
    case 'server-error':
      return { on, kind: 'fail', status: 503, when: how.when };
    case 'portal':
      return { on, kind: 'wrong-content' };
    case 'cut-off':
      return { on, kind: 'truncate', atShare: 0.7 };
    case 'oversized':
      return { on, kind: 'oversized', bytes: 9 * 1_048_576 };
    case 'garbage':
      return { on, kind: 'garbage' };
    case 'redirect':
    case 'overloaded':
      throw new Error(`SystmOne knows no ${how.kind}`);
  }
}

interface Placed {
  readonly id: SlotId;
  readonly sessionId: SessionId;
  readonly session: DiarySession;
  readonly slot: DiarySlot;
}

/** Every slot of the day that SystmOne shows, under our ids: equal ones share a group, and the connector's rule places them. */
function placedOn({ living }: SystmOnePractice, on: LocalDay): readonly Placed[] {
  const { diary, plan } = living;
  const groups = new Map<string, { session: DiarySession; slot: DiarySlot }[]>();
  for (const session of diary.sessionsOn(on)) {
    for (const slot of session.slots) {
      const isShown =
        isOffered(plan, slot, diary.clock.now()) || (isBusy(slot.status) && slot.patientNumber !== null);
      if (!isShown) continue;
      const { duration, ...values } = sixValuesOf(plan, session, slot);
      const group = groupIdOf({ ...values, durationMin: duration });
      groups.set(group, [...(groups.get(group) ?? []), { session, slot }]);
    }
  }
  return [...groups].flatMap(([group, members]) => {
    const free = members.filter(({ slot }) => !isBusy(slot.status));
    const booked = members
      .filter(({ slot }) => isBusy(slot.status))
      .map((member) => {
        const ours = placeInMark(member.slot.notes ?? undefined);
        return { member, order: appointmentUidOf(member.slot), ...(ours === undefined ? {} : { ours }) };
      });
    const places = givePlaces(free.length, booked);
    const placed = [
      ...places.open.map((place, i) => ({ place, member: free[i] })),
      ...places.taken.map(({ place, by }) => ({ place, member: by.member })),
    ];
    return placed.flatMap(({ place, member }) => {
      if (!member) return [];
      const { userName, siteName, clinicType } = sixValuesOf(plan, member.session, member.slot);
      const sessionId = sessionIdOf({ userName, siteName, clinicType }, on);
      return [{ ...member, id: slotIdOf(group, place), sessionId }];
    });
  });
}

/** SystmOne shows a session without a free slot by its bookings alone, so there must be one. */
function fillOneSession({ living, staff }: SystmOnePractice): void {
  const openIn = ({ slots }: DiarySession) =>
    slots.filter((slot) => isOffered(living.plan, slot, MONDAY_MORNING));
  const [fewest] = living.diary
    .sessionsOn(TODAY)
    .filter((session) => openIn(session).length > 0 && session.slots.some(({ status }) => isBusy(status)))
    .toSorted((one, other) => openIn(one).length - openIn(other).length);
  for (const { id } of fewest ? openIn(fewest) : []) staff.book(id);
}

export interface SystmOneUnderTest extends PracticeUnderTest {
  readonly sample: SystmOnePractice;
  readonly keptDeviceIds: readonly string[];
}

/** `more`: what a test of particulars wants otherwise. */
export async function openSystmOneUnderTest(
  more: {
    readonly sample?: SystmOnePracticeOptions;
    readonly deps?: Partial<EhrDiaryDeps>;
    /** At SystmOne's own pace, which the rest of the suite has no time for. */
    readonly isPaced?: true;
  } = {},
): Promise<SystmOneUnderTest> {
  const sample = createSystmOnePractice({
    seed: 'adapters',
    weeks: 3,
    port: 0,
    lively: 0,
    deviceId: DEVICE,
    clock: { now: () => MONDAY_MORNING, after: () => () => {} },
    ...more.sample,
  });
  await sample.start();
  fillOneSession(sample);
  const { log, lines, text } = createListeningLog();
  const keptDeviceIds: string[] = [];
  const diary = createEhrDiary(sample.ehr, {
    clock: standingClock,
    log,
    practice: sample.practice,
    keepDeviceId: (id) => void keptDeviceIds.push(id),
    requestsPerSecond: 500,
    ...(more.isPaced ? {} : { isPaced: false }),
    requestTimeoutSeconds: 1,
    readLimits: SHORT_LIMITS,
    ...more.deps,
  });
  const { plan } = sample.living;
  const everyone = plan.patientList.all;
  const identityOf = (wanted: (patient: (typeof everyone)[number]) => boolean): PatientIdentity => {
    const found = everyone.find(wanted);
    if (!found) throw new Error('The sample practice has no such patient');
    return { nhsNumber: number(found.nhsNumber), dateOfBirth: day(found.bornOn) };
  };
  const ada = identityOf(({ firstNames, lastName }) => `${firstNames} ${lastName}` === 'Ada Example');
  const nhsNumberOf = (patientNumber: number): string =>
    plan.patientList.byNumber(patientNumber)?.nhsNumber ?? 'nobody';

  const trueSlot = ({ id, sessionId, session, slot }: Placed): TrueSlot => ({
    id,
    sessionId,
    slotType: plan.slotType(slot.slotTypeId)?.name ?? '',
    day: day(session.day),
    startMinute: slot.startMinute,
    lengthMinutes: slot.lengthMinutes,
    status: isBusy(slot.status) ? 'booked' : 'open',
    ...(slot.patientNumber === null ? {} : { patientId: nhsNumberOf(slot.patientNumber) }),
  });
  const inSight = (): readonly Placed[] =>
    Array.from({ length: DAYS_IN_SIGHT }, (_, n) => addDays(TODAY, n)).flatMap((on) => placedOn(sample, on));
  const findPlaced = (id: SlotId): Placed | undefined => {
    const placed = inSight();
    // A slot that is free again has the lowest place, not the one that it was booked under.
    return (
      placed.find((one) => one.id === id) ?? placed.find((one) => groupOfSlot(one.id) === groupOfSlot(id))
    );
  };

  const slotNumber = (id: SlotId): number => {
    const placed = findPlaced(id);
    if (!placed) throw new Error('The diary has no such slot');
    return placed.slot.id;
  };

  return {
    sample,
    keptDeviceIds,
    diary,
    living: sample.living,
    knows: new Set(['drop', 'black-hole', 'server-error', 'portal', 'garbage', 'cut-off', 'oversized']),
    tellsClock: false,
    refusedSignIn: 'proof', // the list of functions, asked before the first write, is refused already
    shutFailure: 'not-open',
    keysOfAppointments: true,
    attendances: ATTENDANCE_OF_MARKS,
    today: TODAY,
    logged: { lines, text },
    patient: { ...ada, patientId: ada.nhsNumber },
    otherPatientId: regularOf(sample.living).nhsNumber,
    strangers: {
      'a number that nobody has': { ...ada, nhsNumber: number(NOBODYS_NUMBER) },
      'a wrong date of birth': { ...ada, dateOfBirth: day('1980-02-28') },
      'a patient who has died': identityOf(({ diedOn }) => diedOn !== null),
      'a patient who has left': identityOf(({ leftOn }) => leftOn !== null),
    },
    secrets: [ada.nhsNumber, 'Ada', 'Sore knee', sample.ehr.apiKey, DEVICE, '<'],
    truth: (on) => Promise.resolve(placedOn(sample, on).map(trueSlot)),
    slotInDiary: (id) => {
      const placed = findPlaced(id);
      return placed && trueSlot(placed);
    },
    staffBook: (id) => void sample.staff.book(slotNumber(id)),
    staffCancel: (id) => void sample.staff.cancel(slotNumber(id)),
    staffMark: (id, mark) => markAs(sample.staff, slotNumber(id), mark),
    staffRemove: (id) => {
      const gone = new Set(inSight().flatMap((one) => (one.sessionId === id ? [one.session.id] : [])));
      for (const sessionId of gone) sample.staff.removeSession(sessionId);
    },
    misbehave: (on, how) => sample.setFaults(how === undefined ? [] : [faultOf(on, how)]),
    refuseSignIn: () => sample.setApiKey('ANOTHER-KEY'),
    bookingsAsked: () => sample.requests.of('UpdatePatientRecord'),
    cancellationsAsked: () => sample.requests.of('UpdatePatientRecord'),
    shut: () => sample.stop(),
    end: async () => {
      await diary.close();
      await sample.close();
    },
  };
}
