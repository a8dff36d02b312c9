/** The sample practice behind GP Connect, for the adapter suite. */
import { minutesOf } from '#shared/domain/time.ts';

import { createEhrDiary } from '../../src/main/ehr/choose-diary.ts';
import type { SlotView } from '../../src/main/sample-practice/diary/staff-desk.ts';
import { createGpConnectPractice } from '../../src/main/sample-practice/gp-connect-practice.ts';
import { deskByNumbers } from './ehr-desk.ts';
import { createListeningLog } from './ehr-listening-log.ts';
import { KNOWN_OVER_HTTP, faultOf } from './ehr-misbehaviour.ts';
import { HASTY, MONDAY, MONDAY_MORNING, STILL_SAMPLE } from './ehr-monday.ts';
import { peopleOf } from './ehr-people.ts';
import { ATTENDANCE_OF_MARKS, type PracticeUnderTest } from './ehr-practice-under-test.ts';

export async function openGpConnectUnderTest(): Promise<PracticeUnderTest> {
  const practice = createGpConnectPractice(STILL_SAMPLE);
  await practice.start();
  const { log, lines, text } = createListeningLog();
  const diary = createEhrDiary(practice.ehr, {
    ...HASTY,
    log,
    practice: practice.practice,
  });
  const { plan } = practice.living;
  const { ada, regular, strangers } = peopleOf(practice.living);
  const isShown = (slot: SlotView): boolean => {
    const type = plan.slotType(slot.slotTypeId);
    const isToCome = slot.day > MONDAY || slot.startMinute > minutesOf(MONDAY_MORNING);
    return type?.online === true && type.bookable && slot.status === 'free' && isToCome;
  };
  return {
    ...deskByNumbers(practice.staff, {
      isShown,
      sessionIdOf: ({ sessionId, day }) => `${sessionId} ${day}`,
      sessionNumberOf: (id) => Number(id.split(' ')[0]),
    }),
    diary,
    living: practice.living,
    knows: KNOWN_OVER_HTTP,
    tellsClock: true,
    refusedSignIn: 'proof',
    shutFailure: 'unreachable',
    keysOfAppointments: true,
    // Its statuses are fewer: there is none for who is with the clinician, and none for who went away again.
    attendances: { ...ATTENDANCE_OF_MARKS, 'sent-in': 'arrived', 'walked-out': 'did-not-attend' },
    today: MONDAY,
    logged: { lines, text },
    patient: { ...ada, patientId: '4471' },
    otherPatientId: String(regular.patientNumber),
    strangers,
    secrets: [ada.nhsNumber, '4471', 'Ada', practice.ehr.fromAsid, practice.ehr.baseUrl, '?', 'identifier'],
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
