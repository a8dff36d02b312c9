/**
 * The diary's bookings as GP Connect names them: appointments with an id and a version of their own, the cancelled ones
 * among them.
 *
 * The register keeps nothing itself: the diary's journal knows which booking a slot has, and those that it had.
 */
import type { LocalDay } from '../../diary/days.ts';
import type { Diary } from '../../diary/diary.ts';
import {
  type DiarySession,
  type DiarySlot,
  type EndedBooking,
  sessionIdOf,
} from '../../diary/diary-types.ts';

export type Appointment = {
  readonly id: string;
  readonly version: number;
  readonly slot: DiarySlot;
  readonly session: DiarySession;
  /** as the slot has it, or had it when it ended */
  readonly booking: Omit<EndedBooking, 'endedBy' | 'why'>;
  readonly cancelled: { readonly why: string | null } | undefined;
};

type Place = { readonly session: DiarySession; readonly slot: DiarySlot };

const idOf = (slotId: number, entry: number | undefined): string => `${slotId}-${entry ?? 0}`;

export function createAppointmentRegister(diary: Diary) {
  function placeOf(slotId: number): Place | undefined {
    const sessionId = sessionIdOf(slotId);
    const session = diary.session(sessionId) ?? diary.removedSession(sessionId);
    const slot = session?.slots.find(({ id }) => id === slotId);
    return session && slot ? { session, slot } : undefined;
  }

  function appointmentsOf({ session, slot }: Place): Appointment[] {
    const over = (slot.ended ?? []).map((booking): Appointment => {
      const { endedBy, why } = booking;
      return {
        id: idOf(slot.id, booking.entry),
        version: endedBy + 1,
        slot,
        session,
        booking,
        cancelled: { why },
      };
    });
    const isThere = diary.session(session.id) !== undefined;
    const { patientNumber } = slot;
    if (patientNumber === null || !isThere) return over;
    const now: Appointment = {
      id: idOf(slot.id, slot.entry),
      version: diary.slotRevision(slot.id) + 1,
      slot,
      session,
      booking: { ...slot, patientNumber },
      cancelled: undefined,
    };
    return [...over, now];
  }

  /** The appointment of this id as it is now. */
  function find(id: string): Appointment | undefined {
    const [, slotId] = /^(\d{1,15})-\d{1,15}$/.exec(id) ?? [];
    const place = slotId === undefined ? undefined : placeOf(Number(slotId));
    return place && appointmentsOf(place).find((appointment) => appointment.id === id);
  }

  /** All of a patient between two days, in their order; both days belong to it. */
  async function ofPatient(patientNumber: number, from: LocalDay, to: LocalDay): Promise<Appointment[]> {
    for await (const _day of diary.days(from, to)); // every day must be there before it can be searched
    const slotIds = new Set([...diary.slotIdsOf(patientNumber), ...diary.slotIdsOnceOf(patientNumber)]);
    return [...slotIds]
      .flatMap((slotId) => placeOf(slotId) ?? [])
      .filter(({ session }) => session.day >= from && session.day <= to)
      .flatMap(appointmentsOf)
      .filter(({ booking }) => booking.patientNumber === patientNumber)
      .sort(
        (one, other) =>
          one.session.day.localeCompare(other.session.day) || one.slot.startMinute - other.slot.startMinute,
      );
  }

  return { find, ofPatient };
}
