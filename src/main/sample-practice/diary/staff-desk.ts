/**
 * The reception desk as a test or the control plane may use it: short acts with sensible
 * defaults, and a look at what is really in the diary, past any wire.
 *
 * Every act throws with the reason when the diary refuses, so that a test cannot overlook it.
 */
import type { Appointments, Attempt, NewSession, Refused } from './appointments.ts';
import { type LocalDay, wallClock } from './days.ts';
import type { Diary } from './diary.ts';
import {
  type DiarySession,
  type DiarySlot,
  isBusy,
  type SlotStatus,
  statusAt,
  type StoredStatus,
} from './diary-types.ts';
import { SLOT_TYPES } from './practice-plan.ts';

export type SlotView = {
  readonly slotId: number;
  readonly sessionId: number;
  readonly day: LocalDay;
  readonly startMinute: number;
  readonly lengthMinutes: number;
  readonly slotTypeId: string;
  readonly slotType: string;
  readonly status: SlotStatus;
  readonly patientNumber: number | null;
  readonly reason: string | null;
  readonly notes: string | null;
  readonly bookedBy: string | null;
};

export type SessionView = Omit<DiarySession, 'slots'> & { readonly slots: readonly SlotView[] };

export type SlotSearch = {
  readonly slotType?: string;
  readonly status?: SlotStatus;
  readonly from?: LocalDay;
  readonly to?: LocalDay;
  readonly patientNumber?: number;
};

export type StaffDesk = ReturnType<typeof createStaffDesk>;

function insist<T extends { ok: true }>(attempt: T | Refused): T {
  if (!attempt.ok) throw new Error(`The diary refuses: ${attempt.why}`);
  return attempt;
}

export function createStaffDesk(diary: Diary, appointments: Appointments) {
  function view(session: DiarySession, slot: DiarySlot): SlotView {
    const { id, startMinute, lengthMinutes, slotTypeId, patientNumber, reason, notes, bookedBy } = slot;
    return {
      slotId: id,
      sessionId: session.id,
      day: session.day,
      startMinute,
      lengthMinutes,
      slotTypeId,
      slotType: diary.plan.slotType(slotTypeId)?.name ?? '',
      status: statusAt(slot, diary.clock.now()),
      patientNumber,
      reason,
      notes,
      bookedBy,
    };
  }

  const viewOf = (attempt: Attempt): SlotView => {
    const { session, slot } = insist(attempt);
    return view(session, slot);
  };

  const viewSession = (session: DiarySession): SessionView => ({
    ...session,
    slots: session.slots.map((slot) => view(session, slot)),
  });

  /** Slots from today on that fit, in the diary's order. */
  async function find(search: SlotSearch = {}): Promise<SlotView[]> {
    const from = search.from ?? wallClock(diary.clock.now()).day;
    const found: SlotView[] = [];
    for await (const day of diary.days(from, search.to ?? diary.bounds().last)) {
      for (const session of day) {
        for (const slot of session.slots) {
          const seen = view(session, slot);
          if (search.slotType !== undefined && seen.slotType !== search.slotType) continue;
          if (search.status !== undefined && seen.status !== search.status) continue;
          if (search.patientNumber !== undefined && seen.patientNumber !== search.patientNumber) continue;
          found.push(seen);
        }
      }
    }
    return found;
  }

  return {
    find,
    /** Books somebody of the list when nobody is named; embargoed slots too, as reception may. */
    book: (slotId: number, patientNumber?: number, reason = 'Booked at the desk'): SlotView => {
      const somebody = diary.plan.patientList.regulars[slotId % diary.plan.patientList.regulars.length];
      const who = patientNumber ?? somebody?.patientNumber ?? 0;
      return viewOf(
        appointments.book({ slotId, patientNumber: who, reason, bookedBy: '56', evenIfEmbargoed: true }),
      );
    },
    cancel: (slotId: number): SlotView => viewOf(appointments.cancel(slotId)),
    /** To another slot, its words with it; refused by the new slot, the old one stands. */
    move: (slotId: number, toSlotId: number): SlotView => {
      const from = diary.slot(slotId);
      if (from?.status !== 'booked' || from.patientNumber === null) {
        throw new Error('The diary refuses: not-booked');
      }
      const { patientNumber, reason, notes, comments, bookedBy, bookedFrom } = from;
      const moved = appointments.book({
        slotId: toSlotId,
        patientNumber,
        reason,
        notes,
        comments,
        evenIfEmbargoed: true,
        ...(bookedBy === null ? {} : { bookedBy }),
        ...(bookedFrom === undefined ? {} : { bookedFrom }),
      });
      const seen = viewOf(moved);
      insist(appointments.cancel(slotId, patientNumber));
      return seen;
    },
    block: (slotId: number, notes: string | null = null): SlotView =>
      viewOf(appointments.block(slotId, notes)),
    unblock: (slotId: number): SlotView => viewOf(appointments.unblock(slotId)),
    setStatus: (slotId: number, status: StoredStatus): SlotView =>
      viewOf(appointments.setStatus(slotId, status)),
    setSlotType: (slotId: number, slotTypeId: string): SlotView =>
      viewOf(appointments.setSlotType(slotId, slotTypeId)),
    setNotes: (slotId: number, notes: string | null): SlotView =>
      viewOf(appointments.setNotes(slotId, notes)),
    /** Six slots of "GP telephone" at 17:00 with the first clinician, unless told otherwise. */
    addSession: (wanted: Pick<NewSession, 'day'> & Partial<NewSession>): SessionView => {
      const clinician = diary.plan.cliniciansList[0];
      const usual = {
        name: 'Extra clinic',
        siteId: clinician?.siteId ?? 3,
        clinicianIds: clinician ? [clinician.id] : [],
        startMinute: 17 * 60,
        slotLength: 10,
        slotTypeIds: Array.from({ length: 6 }, () => SLOT_TYPES.gpTelephone.id),
      };
      return viewSession(insist(appointments.addSession({ ...usual, ...wanted })).session);
    },
    removeSession: (sessionId: number): void => {
      insist(appointments.removeSession(sessionId));
    },
    slot: (slotId: number): SlotView | undefined => {
      const slot = diary.slot(slotId);
      const session = slot && diary.session(slot.sessionId);
      return slot && session ? view(session, slot) : undefined;
    },
    session: (sessionId: number): SessionView | undefined => {
      const session = diary.session(sessionId);
      return session && viewSession(session);
    },
    day: (day: LocalDay): SessionView[] => diary.sessionsOn(day).map(viewSession),
    /** Everything from one day to another; the whole diary from today on when not told. */
    snapshot: async (from?: LocalDay, to?: LocalDay): Promise<SessionView[]> => {
      const start = from ?? wallClock(diary.clock.now()).day;
      const sessions: SessionView[] = [];
      for await (const day of diary.days(start, to ?? diary.bounds().last))
        sessions.push(...day.map(viewSession));
      return sessions;
    },
    /** Every slot that has a patient, from today on. */
    bookings: async (): Promise<SlotView[]> => (await find()).filter(({ status }) => isBusy(status)),
  };
}
