/** The sample practice behind GP Connect, for the adapter suite. Its calendar stands at Monday 23 November 2026, 08:00; sockets run in real time. */
import type { SlotId } from '#shared/domain/ids.ts';
import { type NhsNumber, type PatientIdentity, parseNhsNumber } from '#shared/domain/patient.ts';
import type { SlotStatus } from '#shared/domain/slot.ts';
import { type LocalDay, minutesOf, parseDay } from '#shared/domain/time.ts';

import { createEhrDiary } from '../../src/main/ehr/choose-diary.ts';
import type { SlotView } from '../../src/main/sample-practice/diary/staff-desk.ts';
import { testNhsNumber } from '../../src/main/sample-practice/diary/nhs-number.ts';
import type { Fault } from '../../src/main/sample-practice/faults/fault.ts';
import { createGpConnectPractice } from '../../src/main/sample-practice/gp-connect-practice.ts';
import { MONDAY_MORNING, SHORT_LIMITS, markAs, regularOf, standingClock } from './ehr-emis-under-test.ts';
import { createListeningLog } from './ehr-listening-log.ts';
import {
  ATTENDANCE_OF_MARKS,
  type Misbehaviour,
  type PracticeUnderTest,
  type TrueSlot,
} from './ehr-practice-under-test.ts';

/** Of the 999 range, and far beyond the serials that the sample practice gives out. */
const NOBODYS_NUMBER = testNhsNumber(900_001).nhsNumber;

const day = (text: string): LocalDay => parseDay(text) ?? ('' as LocalDay);
const number = (text: string): NhsNumber => parseNhsNumber(text) ?? ('' as NhsNumber);

const trueStatus = (status: SlotView['status']): SlotStatus =>
  status === 'free' ? 'open' : status === 'blocked' || status === 'embargoed' ? status : 'booked';

const trueSlot = (slot: SlotView): TrueSlot => ({
  id: String(slot.slotId),
  sessionId: `${slot.sessionId} ${slot.day}`,
  slotType: slot.slotType,
  day: day(slot.day),
  startMinute: slot.startMinute,
  lengthMinutes: slot.lengthMinutes,
  status: trueStatus(slot.status),
  ...(slot.patientNumber === null ? {} : { patientId: String(slot.patientNumber) }),
});

function faultOf(on: string, how: Misbehaviour): Fault {
  switch (how.kind) {
    case 'drop':
    case 'black-hole':
      return { on, kind: how.kind, when: how.when };
    case 'server-error':
      return { on, kind: 'fail', status: 500, when: how.when };
    case 'overloaded':
      return { on, kind: 'fail', status: 503, retryAfter: '7' };
    case 'portal':
      return { on, kind: 'wrong-content' };
    case 'cut-off':
      return { on, kind: 'truncate', atShare: 0.7 };
    case 'oversized':
      return { on, kind: 'oversized', bytes: 9 * 1_048_576 };
    case 'redirect':
    case 'garbage':
      return { on, kind: how.kind };
  }
}

export async function openGpConnectUnderTest(): Promise<PracticeUnderTest> {
  const practice = createGpConnectPractice({
    seed: 'adapters',
    weeks: 3,
    port: 0,
    lively: 0,
    clock: { now: () => MONDAY_MORNING, after: () => () => {} },
  });
  await practice.start();
  const { log, lines, text } = createListeningLog();
  const diary = createEhrDiary(practice.ehr, {
    clock: standingClock,
    log,
    practice: practice.practice,
    keepDeviceId: () => {},
    requestsPerSecond: 500,
    requestTimeoutSeconds: 1,
    readLimits: SHORT_LIMITS,
  });
  const { plan } = practice.living;
  const everyone = plan.patientList.all;
  const identityOf = (wanted: (patient: (typeof everyone)[number]) => boolean): PatientIdentity => {
    const found = everyone.find(wanted);
    if (!found) throw new Error('The sample practice has no such patient');
    return { nhsNumber: number(found.nhsNumber), dateOfBirth: day(found.bornOn) };
  };
  const ada = identityOf(({ firstNames, lastName }) => `${firstNames} ${lastName}` === 'Ada Example');
  const isShown = (slot: SlotView): boolean => {
    const type = plan.slotType(slot.slotTypeId);
    const isToCome = slot.day > '2026-11-23' || slot.startMinute > minutesOf(MONDAY_MORNING);
    return type?.online === true && type.bookable && slot.status === 'free' && isToCome;
  };
  return {
    diary,
    living: practice.living,
    knows: new Set([
      'drop',
      'black-hole',
      'server-error',
      'portal',
      'redirect',
      'garbage',
      'cut-off',
      'oversized',
      'overloaded',
    ]),
    tellsClock: true,
    refusedSignIn: 'proof',
    shutFailure: 'unreachable',
    keysOfAppointments: true,
    // Its statuses are fewer: there is none for who is with the clinician, and none for who went away again.
    attendances: { ...ATTENDANCE_OF_MARKS, 'sent-in': 'arrived', 'walked-out': 'did-not-attend' },
    today: day('2026-11-23'),
    logged: { lines, text },
    patient: { ...ada, patientId: '4471' },
    otherPatientId: String(regularOf(practice.living).patientNumber),
    strangers: {
      'a number that nobody has': { ...ada, nhsNumber: number(NOBODYS_NUMBER) },
      'a wrong date of birth': { ...ada, dateOfBirth: day('1980-02-28') },
      'a patient who has died': identityOf(({ diedOn }) => diedOn !== null),
      'a patient who has left': identityOf(({ leftOn }) => leftOn !== null),
    },
    secrets: [ada.nhsNumber, '4471', 'Ada', practice.ehr.fromAsid, practice.ehr.baseUrl, '?', 'identifier'],
    truth: async (on) => (await practice.staff.find({ from: on, to: on })).filter(isShown).map(trueSlot),
    slotInDiary: (id: SlotId) => {
      const slot = practice.staff.slot(Number(id));
      return slot && trueSlot(slot);
    },
    staffBook: (id) => void practice.staff.book(Number(id)),
    staffCancel: (id) => void practice.staff.cancel(Number(id)),
    staffMark: (id, mark) => markAs(practice.staff, Number(id), mark),
    staffRemove: (id) => practice.staff.removeSession(Number(id.split(' ')[0])),
    misbehave: (on, how) => practice.setFaults(how === undefined ? [] : [faultOf(on, how)]),
    refuseSignIn: () => practice.setCallers([]),
    bookingsAsked: () => practice.requests.of('book-appointment'),
    cancellationsAsked: () => practice.requests.of('cancel-appointment'),
    shut: () => practice.stop(),
    end: async () => {
      await diary.close();
      await practice.close();
    },
  };
}
