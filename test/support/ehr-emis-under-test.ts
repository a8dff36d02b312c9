/** The sample practice on EMIS, for the adapter suite. */
import { createEhrDiary } from '../../src/main/ehr/choose-diary.ts';
import { createEmisPractice } from '../../src/main/sample-practice/emis-practice.ts';
import { deskByNumbers } from './ehr-desk.ts';
import { createListeningLog } from './ehr-listening-log.ts';
import { KNOWN_OVER_HTTP, faultOf } from './ehr-misbehaviour.ts';
import { HASTY, MONDAY, STILL_SAMPLE } from './ehr-monday.ts';
import { peopleOf } from './ehr-people.ts';
import { ATTENDANCE_OF_MARKS, type PracticeUnderTest } from './ehr-practice-under-test.ts';

export async function openEmisUnderTest(): Promise<PracticeUnderTest> {
  const emis = createEmisPractice(STILL_SAMPLE);
  await emis.start();
  const { log, lines, text } = createListeningLog();
  const diary = createEhrDiary(
    { ...emis.ehr, dateFormat: 'dd/MM/yyyy' },
    {
      ...HASTY,
      log,
      practice: emis.practice,
    },
  );
  const { ada, regular, strangers } = peopleOf(emis.living);
  return {
    ...deskByNumbers(emis.staff, {
      isShown: () => true,
      sessionIdOf: ({ sessionId }) => String(sessionId),
      sessionNumberOf: Number,
    }),
    diary,
    living: emis.living,
    knows: KNOWN_OVER_HTTP,
    tellsClock: true,
    refusedSignIn: 'proof',
    shutFailure: 'unreachable',
    keysOfAppointments: false,
    attendances: ATTENDANCE_OF_MARKS,
    today: MONDAY,
    logged: { lines, text },
    patient: { ...ada, patientId: '4471' },
    otherPatientId: String(regular.patientNumber),
    strangers,
    secrets: [ada.nhsNumber, '4471', 'Ada', emis.ehr.accessToken, emis.ehr.baseUrl, '?', 'matchedTerms'],
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
