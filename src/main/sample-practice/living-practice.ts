/**
 * The practice behind the doors: one diary, its staff and its life, whichever protocols it is looked at through.
 *
 * EMIS, SystmOne and GP Connect servers are doors to it. Several may stand open on the same practice at once: then a booking made
 * through one is seen through the others. Whoever made it closes it, and so lets go of its state file.
 */
import { type Appointments, createAppointments } from './diary/appointments.ts';
import { REAL_CLOCK, type SampleClock } from './diary/clock.ts';
import { createDiary, type Diary } from './diary/diary.ts';
import { type ForeignState, NO_JOURNAL, openJournal } from './diary/journal.ts';
import { createLiving } from './diary/living.ts';
import { type PracticePlan, planPractice } from './diary/practice-plan.ts';
import { createStaffDesk, type StaffDesk } from './diary/staff-desk.ts';

export type LivingOptions = {
  readonly seed?: string;
  readonly weeks?: number;
  readonly stateFile?: string;
  /** a state file of another diary (other seed or size, older templates): refused unless told otherwise */
  readonly foreignState?: ForeignState;
  readonly clock?: SampleClock;
  /** changes a minute by staff; 0 = nothing changes of itself but embargoes */
  readonly lively?: number;
  readonly clinicians?: number;
  readonly slotsPerSession?: number;
  readonly patients?: number;
};

export type LivingPractice = {
  readonly plan: PracticePlan;
  readonly clock: SampleClock;
  readonly diary: Diary;
  readonly appointments: Appointments;
  readonly staff: StaffDesk;
  /** lets staff make this many changes now; answers how many they made */
  readonly live: (changes: number) => number;
  readonly setLively: (changesPerMinute: number) => void;
  /** life goes on, or stands still, by itself */
  readonly wake: () => void;
  readonly rest: () => void;
  readonly revision: () => number;
  readonly unreadableJournalLines: number;
  readonly close: () => void;
};

export const USUAL_WEEKS = 6;
/** Grows when the templates change: an older state file speaks of slots that are no longer there. */
const PLAN_VERSION = 1;

export function createLivingPractice(options: LivingOptions = {}): LivingPractice {
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
  const living = createLiving({ diary, appointments });
  let lively = options.lively ?? 0;
  let isAwake = false;

  return {
    plan,
    clock,
    diary,
    appointments,
    staff: createStaffDesk(diary, appointments),
    live: (changes) => {
      let made = 0;
      for (let count = 0; count < changes; count += 1) if (living.liveOnce()) made += 1;
      return made;
    },
    setLively: (changesPerMinute) => {
      lively = changesPerMinute;
      if (isAwake) living.start(lively);
    },
    wake: () => {
      isAwake = true;
      living.start(lively);
    },
    rest: () => {
      isAwake = false;
      living.stop();
    },
    revision: diary.revision,
    unreadableJournalLines: journal.unreadable,
    close: () => {
      living.stop();
      journal.close();
    },
  };
}
