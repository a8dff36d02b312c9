/**
 * The sample practice on SystmOne, for the adapter suite. SystmOne gives slots no ids: the truth is told under those that the
 * connector makes of their values.
 */
import type { SessionId, SlotId } from '#shared/domain/ids.ts';
import { type LocalDay, addDays, parseDay } from '#shared/domain/time.ts';

import { createEhrDiary } from '../../src/main/ehr/choose-diary.ts';
import type { EhrDiaryDeps } from '../../src/main/ehr/ehr-diary-deps.ts';
import { groupIdOf, groupOfSlot, sessionIdOf, slotIdOf } from '../../src/main/ehr/systmone/systmone-ids.ts';
import { givePlaces, placeInMark } from '../../src/main/ehr/systmone/systmone-places.ts';
import {
  type DiarySession,
  type DiarySlot,
  isBusy,
} from '../../src/main/sample-practice/diary/diary-types.ts';
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
import { markAs } from './ehr-desk.ts';
import { createListeningLog } from './ehr-listening-log.ts';
import { KNOWN_OVER_HTTP, faultOf } from './ehr-misbehaviour.ts';
import { HASTY, MONDAY, MONDAY_MORNING, STILL_SAMPLE } from './ehr-monday.ts';
import { peopleOf } from './ehr-people.ts';
import {
  ATTENDANCE_OF_MARKS,
  type Misbehaviour,
  type PracticeUnderTest,
  type TrueSlot,
} from './ehr-practice-under-test.ts';

export const DEVICE = 'DEVICE-4711-APPROVED';
/** How far a slot is looked for by its id. */
const DAYS_IN_SIGHT = 8;

/** Over TCP there is nowhere to redirect to, and no way to ask for patience. */
const KNOWN = new Set([...KNOWN_OVER_HTTP].filter((kind) => kind !== 'redirect' && kind !== 'overloaded'));

/** A fault of SystmOne's own has a number of its own; any other is told as a mistake of the user's. */
const faultHere = (on: string, how: Misbehaviour): Fault =>
  how.kind === 'server-error' ? { on, kind: 'fail', status: 503, when: how.when } : faultOf(on, how);

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
    .sessionsOn(MONDAY)
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
    ...STILL_SAMPLE,
    deviceId: DEVICE,
    ...more.sample,
  });
  await sample.start();
  fillOneSession(sample);
  const { log, lines, text } = createListeningLog();
  const keptDeviceIds: string[] = [];
  const diary = createEhrDiary(sample.ehr, {
    ...HASTY,
    log,
    practice: sample.practice,
    keepDeviceId: (id) => void keptDeviceIds.push(id),
    ...(more.isPaced ? {} : { isPaced: false }),
    ...more.deps,
  });
  const { plan } = sample.living;
  const { ada, regular, strangers } = peopleOf(sample.living);
  const nhsNumberOf = (patientNumber: number): string =>
    plan.patientList.byNumber(patientNumber)?.nhsNumber ?? 'nobody';

  const trueSlot = ({ id, sessionId, session, slot }: Placed): TrueSlot => ({
    id,
    sessionId,
    slotType: plan.slotType(slot.slotTypeId)?.name ?? '',
    day: parseDay(session.day) ?? ('' as LocalDay),
    startMinute: slot.startMinute,
    lengthMinutes: slot.lengthMinutes,
    status: isBusy(slot.status) ? 'booked' : 'open',
    ...(slot.patientNumber === null ? {} : { patientId: nhsNumberOf(slot.patientNumber) }),
  });
  const inSight = (): readonly Placed[] =>
    Array.from({ length: DAYS_IN_SIGHT }, (_, n) => addDays(MONDAY, n)).flatMap((on) => placedOn(sample, on));
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
    knows: KNOWN,
    tellsClock: false,
    refusedSignIn: 'proof', // the list of functions, asked before the first write, is refused already
    shutFailure: 'not-open',
    keysOfAppointments: true,
    attendances: ATTENDANCE_OF_MARKS,
    today: MONDAY,
    logged: { lines, text },
    patient: { ...ada, patientId: ada.nhsNumber },
    otherPatientId: regular.nhsNumber,
    strangers,
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
    misbehave: (on, how) => sample.setFaults(how === undefined ? [] : [faultHere(on, how)]),
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
