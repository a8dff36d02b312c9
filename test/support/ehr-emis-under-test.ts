/** The sample practice on EMIS, for the adapter suite. Its calendar stands at Monday 23 November 2026, 08:00; sockets run in real time. */
import type { SlotId } from '#shared/domain/ids.ts';
import { type NhsNumber, type PatientIdentity, parseNhsNumber } from '#shared/domain/patient.ts';
import type { SlotStatus } from '#shared/domain/slot.ts';
import { type LocalDay, asInstant, parseDay, parseInstant } from '#shared/domain/time.ts';

import { createEhrDiary } from '../../src/main/ehr/choose-diary.ts';
import { type HttpLimits, USUAL_LIMITS } from '../../src/main/ehr/http-limits.ts';
import type { Clock } from '../../src/main/ports/clock.ts';
import type { Patient } from '../../src/main/sample-practice/diary/diary-types.ts';
import type { SlotView, StaffDesk } from '../../src/main/sample-practice/diary/staff-desk.ts';
import { testNhsNumber } from '../../src/main/sample-practice/diary/nhs-number.ts';
import { planPractice } from '../../src/main/sample-practice/diary/practice-plan.ts';
import { createEmisPractice } from '../../src/main/sample-practice/emis-practice.ts';
import type { LivingPractice } from '../../src/main/sample-practice/living-practice.ts';
import type { Fault } from '../../src/main/sample-practice/faults/fault.ts';
import { systemClock } from '../../src/main/this-pc/system-clock.ts';
import { createListeningLog } from './ehr-listening-log.ts';
import {
  ATTENDANCE_OF_MARKS,
  type Mark,
  type Misbehaviour,
  type PracticeUnderTest,
  type TrueSlot,
} from './ehr-practice-under-test.ts';

export const MONDAY_MORNING = parseInstant('2026-11-23T08:00:00Z') ?? asInstant(0);
export const standingClock: Clock = { ...systemClock, now: () => MONDAY_MORNING };
/** Short enough for a test to wait for, long enough for two busy cores. */
export const SHORT_LIMITS: HttpLimits = {
  ...USUAL_LIMITS,
  totalMs: 1_500,
  headersMs: 1_000,
  idleBodyMs: 500,
};

/** Of the 999 range, and far beyond the serials that the sample practice gives out. */
const NOBODYS_NUMBER = testNhsNumber(900_001).nhsNumber;

const day = (text: string): LocalDay => parseDay(text) ?? ('' as LocalDay);
const number = (text: string): NhsNumber => parseNhsNumber(text) ?? ('' as NhsNumber);

const trueStatus = (status: SlotView['status']): SlotStatus =>
  status === 'free' ? 'open' : status === 'blocked' || status === 'embargoed' ? status : 'booked';

const trueSlot = (slot: SlotView): TrueSlot => ({
  id: String(slot.slotId),
  sessionId: String(slot.sessionId),
  slotType: slot.slotType,
  day: day(slot.day),
  startMinute: slot.startMinute,
  lengthMinutes: slot.lengthMinutes,
  status: trueStatus(slot.status),
  ...(slot.patientNumber === null ? {} : { patientId: String(slot.patientNumber) }),
});

/** A patient of the practice who is not Ada Example. */
export function regularOf({ plan }: LivingPractice): Patient {
  const found = plan.patientList.regulars.find(({ lastName }) => lastName !== 'Example');
  if (!found) throw new Error('The sample practice has no other patient');
  return found;
}

export function markAs(staff: StaffDesk, slotId: number, mark: Mark): void {
  if (mark === 'walked-out') staff.setStatus(slotId, 'arrived');
  staff.setStatus(slotId, mark);
}

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

export async function openEmisUnderTest(): Promise<PracticeUnderTest> {
  const emis = createEmisPractice({
    seed: 'adapters',
    weeks: 3,
    port: 0,
    lively: 0,
    clock: { now: () => MONDAY_MORNING, after: () => () => {} },
  });
  await emis.start();
  const { log, lines, text } = createListeningLog();
  const diary = createEhrDiary(
    { ...emis.ehr, dateFormat: 'dd/MM/yyyy' },
    {
      clock: standingClock,
      log,
      practice: emis.practice,
      keepDeviceId: () => {},
      requestsPerSecond: 500,
      requestTimeoutSeconds: 1,
      readLimits: SHORT_LIMITS,
    },
  );
  const everyone = planPractice({ seed: 'adapters' }).patientList.all;
  const identityOf = (wanted: (patient: (typeof everyone)[number]) => boolean): PatientIdentity => {
    const found = everyone.find(wanted);
    if (!found) throw new Error('The sample practice has no such patient');
    return { nhsNumber: number(found.nhsNumber), dateOfBirth: day(found.bornOn) };
  };
  const ada = identityOf(({ firstNames, lastName }) => `${firstNames} ${lastName}` === 'Ada Example');
  return {
    diary,
    living: emis.living,
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
    keysOfAppointments: false,
    attendances: ATTENDANCE_OF_MARKS,
    today: day('2026-11-23'),
    logged: { lines, text },
    patient: { ...ada, patientId: '4471' },
    otherPatientId: String(regularOf(emis.living).patientNumber),
    strangers: {
      'a number that nobody has': { ...ada, nhsNumber: number(NOBODYS_NUMBER) },
      'a wrong date of birth': { ...ada, dateOfBirth: day('1980-02-28') },
      'a patient who has died': identityOf(({ diedOn }) => diedOn !== null),
      'a patient who has left': identityOf(({ leftOn }) => leftOn !== null),
    },
    secrets: [ada.nhsNumber, '4471', 'Ada', emis.ehr.accessToken, emis.ehr.baseUrl, '?', 'matchedTerms'],
    truth: async (on) => (await emis.staff.find({ from: on, to: on })).map(trueSlot),
    slotInDiary: (id: SlotId) => {
      const slot = emis.staff.slot(Number(id));
      return slot && trueSlot(slot);
    },
    staffBook: (id) => void emis.staff.book(Number(id)),
    staffCancel: (id) => void emis.staff.cancel(Number(id)),
    staffMark: (id, mark) => markAs(emis.staff, Number(id), mark),
    staffRemove: (id) => emis.staff.removeSession(Number(id)),
    misbehave: (on, how) => emis.setFaults(how === undefined ? [] : [faultOf(on, how)]),
    refuseSignIn: () => emis.setTokens({}),
    bookingsAsked: () => emis.requests.of('BookAppointment'),
    cancellationsAsked: () => emis.requests.of('CancelAppointment'),
    shut: () => emis.stop(),
    end: async () => {
      await diary.close();
      await emis.close();
    },
  };
}
