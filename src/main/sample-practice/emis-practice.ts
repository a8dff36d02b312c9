/**
 * The sample practice that runs on EMIS Web: puts its diary, its life, its journal and the Partner
 * API together.
 *
 * This is what the app opens on and what tests misuse. `start` and `stop` open and shut the door
 * only; the diary stays in memory in between, as an EHR does when the network is down. `close` ends
 * it and lets go of the state file.
 */
import { type Appointments, createAppointments } from './diary/appointments.ts';
import { REAL_CLOCK, type SampleClock } from './diary/clock.ts';
import { createDiary } from './diary/diary.ts';
import { createLiving } from './diary/living.ts';
import { type ForeignState, NO_JOURNAL, openJournal } from './diary/journal.ts';
import { ONLINE_BOOKINGS_USER, planPractice } from './diary/practice-plan.ts';
import { createStaffDesk, type StaffDesk } from './diary/staff-desk.ts';
import { serveControl } from './control/sample-control.ts';
import { ALL_SCOPES, BASE_PATH, type Keys } from './emis/emis-door.ts';
import { type EmisModes, USUAL_MODES } from './emis/emis-errors.ts';
import type { EmisScope } from './emis/emis-types.ts';
import { createEmisServer } from './emis/emis-server.ts';
import { createListener } from './emis/listener.ts';
import { createRequestLog, type RequestLog } from './emis/request-log.ts';
import type { Fault } from './faults/fault.ts';
import { createFaultBox, type FaultCount } from './faults/fault-box.ts';

export type EmisPracticeOptions = {
  readonly seed?: string;
  readonly weeks?: number;
  /** 0 takes any free port, and keeps it over stop and start */
  readonly port?: number;
  readonly stateFile?: string;
  /** a state file of another diary (other seed or size, older templates): refused unless told otherwise */
  readonly foreignState?: ForeignState;
  readonly clock?: SampleClock;
  /** changes a minute by staff; 0 = nothing changes of itself but embargoes */
  readonly lively?: number;
  readonly clinicians?: number;
  readonly slotsPerSession?: number;
  readonly patients?: number;
  readonly applicationId?: string;
  readonly accessToken?: string;
  /** further tokens with fewer scopes */
  readonly tokens?: Readonly<Record<string, readonly EmisScope[]>>;
  readonly faults?: readonly Fault[];
  readonly modes?: Partial<EmisModes>;
  /** opens /sample/… on the same port; off where the app hosts the practice */
  readonly controlPlane?: boolean;
};

/** The block for a configuration file: with it, Slotkeeper just works. */
export type EmisSettings = {
  readonly kind: 'emis-web';
  readonly baseUrl: string;
  readonly applicationId: string;
  readonly accessToken: string;
  readonly bookedBy: string;
};

export type EmisPractice = {
  readonly start: () => Promise<{ port: number }>;
  readonly stop: () => Promise<void>;
  readonly close: () => Promise<void>;
  readonly ehr: EmisSettings;
  readonly practice: { readonly name: string; readonly odsCode: string };
  readonly staff: StaffDesk;
  readonly appointments: Appointments;
  readonly requests: RequestLog;
  readonly setFaults: (faults: readonly Fault[]) => void;
  readonly faultCounts: () => readonly FaultCount[];
  readonly setModes: (modes: Partial<EmisModes>) => void;
  /** replaces the tokens that are accepted; none = every sign-in is refused */
  readonly setTokens: (tokens: Readonly<Record<string, readonly EmisScope[]>>) => void;
  /** lets staff make this many changes now; answers how many they made */
  readonly live: (changes: number) => number;
  readonly setLively: (changesPerMinute: number) => void;
  readonly revision: () => number;
  readonly unreadableJournalLines: number;
};

export const USUAL_PORT = 4701;
export const USUAL_WEEKS = 6;
/** Grows when the templates change: an older state file speaks of slots that are no longer there. */
const PLAN_VERSION = 1;

export function createEmisPractice(options: EmisPracticeOptions = {}): EmisPractice {
  const { clock = REAL_CLOCK, weeks = USUAL_WEEKS, stateFile } = options;
  const plan = planPractice({
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.clinicians === undefined ? {} : { clinicians: options.clinicians }),
    ...(options.slotsPerSession === undefined ? {} : { slotsPerSession: options.slotsPerSession }),
    ...(options.patients === undefined ? {} : { patients: options.patients }),
  });
  const journal =
    stateFile === undefined
      ? NO_JOURNAL
      : openJournal(stateFile, { plan: PLAN_VERSION, ...plan.shape }, options.foreignState);
  const diary = createDiary({ plan, clock, journal, weeks });
  const appointments = createAppointments(diary);
  const staff = createStaffDesk(diary, appointments);
  const living = createLiving({ diary, appointments });
  const faultBox = createFaultBox(plan.seed);
  const requests = createRequestLog(clock.now);
  const applicationId = options.applicationId ?? 'SLOTKEEPER-SAMPLE';
  const accessToken = options.accessToken ?? 'sample-practice-token';
  let keys: Keys = { applicationId, tokens: { [accessToken]: ALL_SCOPES, ...options.tokens } };
  let modes: EmisModes = { ...USUAL_MODES, ...options.modes };
  let lively = options.lively ?? 0;
  faultBox.set(options.faults ?? []);

  const serveEmis = createEmisServer({
    diary,
    appointments,
    faultBox,
    requests,
    keys: () => keys,
    modes: () => modes,
  });
  const listener = createListener(options.port ?? USUAL_PORT, (request, response, url) =>
    options.controlPlane === true && url.pathname.startsWith('/sample/')
      ? serveControl(practice, request, response, url)
      : serveEmis(request, response, url),
  );

  const practice: EmisPractice = {
    start: async () => {
      const port = await listener.start();
      living.start(lively);
      return { port };
    },
    stop: async () => {
      living.stop();
      await listener.stop();
    },
    close: async () => {
      living.stop();
      await listener.stop();
      journal.close();
    },
    get ehr(): EmisSettings {
      const port = listener.port();
      if (port === 0) throw new Error('The sample practice has no port before it is started');
      const bookedBy = String(ONLINE_BOOKINGS_USER);
      return {
        kind: 'emis-web',
        baseUrl: `http://127.0.0.1:${port}${BASE_PATH}`,
        applicationId,
        accessToken,
        bookedBy,
      };
    },
    practice: { name: plan.name, odsCode: plan.odsCode },
    staff,
    appointments,
    requests,
    setFaults: faultBox.set,
    faultCounts: faultBox.counts,
    setModes: (asked) => {
      modes = { ...modes, ...asked };
    },
    setTokens: (tokens) => {
      keys = { applicationId, tokens };
    },
    live: (changes) => {
      let made = 0;
      for (let count = 0; count < changes; count += 1) if (living.liveOnce()) made += 1;
      return made;
    },
    setLively: (changesPerMinute) => {
      lively = changesPerMinute;
      if (listener.isListening()) living.start(lively);
    },
    revision: diary.revision,
    unreadableJournalLines: journal.unreadable,
  };
  return practice;
}
