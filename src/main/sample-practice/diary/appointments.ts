/**
 * What may be done to a slot, and when the diary refuses: the same rules whoever asks, staff at the
 * desk or a partner over the wire.
 *
 * The refusal that matters: a slot that has a patient is taken, even for that same patient asking
 * again. There is no memory of requests here, as there is none in the real thing.
 */
import type { LocalDay } from './days.ts';
import type { Diary } from './diary.ts';
import {
  type BookingOrganisation,
  type DiarySession,
  type DiarySlot,
  isBusy,
  type SlotContent,
  SLOTS_A_SESSION,
  type StoredStatus,
  statusAt,
} from './diary-types.ts';

export type Refusal =
  | 'no-such-slot'
  | 'no-such-session'
  | 'no-such-patient'
  | 'no-such-slot-type'
  | 'patient-not-registered'
  | 'taken'
  | 'blocked'
  | 'embargoed'
  | 'not-bookable'
  | 'not-booked'
  | 'another-patient'
  | 'already-so'
  | 'does-not-follow'
  | 'outside-the-diary';

export type Done = {
  readonly ok: true;
  readonly slot: DiarySlot;
  readonly session: DiarySession;
  readonly before: SlotContent;
};
export type Refused = { readonly ok: false; readonly why: Refusal };
export type Attempt = Done | Refused;

export type NewBooking = {
  readonly slotId: number;
  readonly patientNumber: number;
  readonly reason?: string | null;
  readonly notes?: string | null;
  readonly bookedBy?: string;
  readonly comments?: readonly string[];
  /** the organisation that books, where it is another one */
  readonly bookedFrom?: BookingOrganisation;
  /** reception may book a slot that is still kept back; a partner may not */
  readonly evenIfEmbargoed?: boolean;
};

export type NewSession = {
  readonly day: LocalDay;
  readonly name: string;
  readonly siteId: number;
  readonly clinicianIds: readonly number[];
  readonly startMinute: number;
  readonly slotLength: number;
  readonly slotTypeIds: readonly string[];
};

const EMPTY = {
  status: 'free',
  patientNumber: null,
  reason: null,
  notes: null,
  comments: [],
  bookedBy: null,
} as const;

/** Which status may follow which, as a patient goes through the building. */
const FOLLOWS: Readonly<Record<string, readonly StoredStatus[]>> = {
  arrived: ['booked'],
  'sent-in': ['booked', 'arrived', 'quiet-sent-in'],
  'quiet-sent-in': ['booked', 'arrived', 'sent-in'],
  left: ['booked', 'arrived', 'sent-in', 'quiet-sent-in'],
  'did-not-attend': ['booked'],
  'walked-out': ['arrived'],
};

const refuse = (why: Refusal): Refused => ({ ok: false, why });

export type Appointments = ReturnType<typeof createAppointments>;

export function createAppointments(diary: Diary) {
  function onSlot(
    slotId: number,
    act: (slot: DiarySlot) => Partial<SlotContent> | Refusal,
    why: string | null = null,
  ): Attempt {
    const slot = diary.slot(slotId);
    const session = slot && diary.session(slot.sessionId);
    if (!slot || !session) return refuse('no-such-slot');
    const to = act(slot);
    if (typeof to === 'string') return refuse(to);
    const before = { ...slot };
    diary.change(slot, to, why);
    return { ok: true, slot, session, before };
  }

  function book(wanted: NewBooking): Attempt {
    const patient = diary.plan.patientList.byNumber(wanted.patientNumber);
    if (!patient) return refuse('no-such-patient');
    return onSlot(wanted.slotId, (slot) => {
      if (patient.diedOn !== null || patient.leftOn !== null) return 'patient-not-registered';
      if (diary.plan.slotType(slot.slotTypeId)?.bookable !== true) return 'not-bookable';
      const status = statusAt(slot, diary.clock.now());
      if (isBusy(status)) return 'taken';
      if (status === 'blocked') return 'blocked';
      if (status === 'embargoed' && wanted.evenIfEmbargoed !== true) return 'embargoed';
      const {
        patientNumber,
        reason = null,
        notes = null,
        bookedBy = null,
        comments = [],
        bookedFrom,
      } = wanted;
      const content = { status: 'booked', patientNumber, reason, notes, bookedBy, comments } as const;
      return bookedFrom ? { ...content, bookedFrom } : content;
    });
  }

  /** @param patientNumber whose booking it must be; left out, whoever has the slot */
  const cancel = (slotId: number, patientNumber?: number, why: string | null = null): Attempt =>
    onSlot(
      slotId,
      (slot) => {
        if (!isBusy(slot.status)) return 'not-booked';
        if (patientNumber !== undefined && slot.patientNumber !== patientNumber) return 'another-patient';
        return slot.status === 'booked' ? EMPTY : 'does-not-follow';
      },
      why,
    );

  const setStatus = (slotId: number, status: StoredStatus, patientNumber?: number): Attempt =>
    onSlot(slotId, (slot) => {
      if (!isBusy(slot.status)) return 'not-booked';
      if (patientNumber !== undefined && slot.patientNumber !== patientNumber) return 'another-patient';
      if (slot.status === status) return 'already-so';
      return FOLLOWS[status]?.includes(slot.status) ? { status } : 'does-not-follow';
    });

  const block = (slotId: number, notes: string | null = null): Attempt =>
    onSlot(slotId, (slot) => {
      if (isBusy(slot.status)) return 'taken';
      return slot.status === 'blocked' ? 'already-so' : { status: 'blocked', notes };
    });

  const unblock = (slotId: number): Attempt =>
    onSlot(slotId, (slot) => (slot.status === 'blocked' ? { status: 'free', notes: null } : 'already-so'));

  const setSlotType = (slotId: number, slotTypeId: string): Attempt =>
    onSlot(slotId, () => (diary.plan.slotType(slotTypeId) ? { slotTypeId } : 'no-such-slot-type'));

  const setNotes = (slotId: number, notes: string | null): Attempt => onSlot(slotId, () => ({ notes }));

  /** Changes the words of a booking, whatever its status. */
  const reword = (slotId: number, words: Pick<SlotContent, 'notes' | 'comments'>): Attempt =>
    onSlot(slotId, (slot) => (isBusy(slot.status) ? words : 'not-booked'));

  const addComment = (slotId: number, comment: string): Attempt =>
    onSlot(slotId, (slot) => ({ comments: [...slot.comments, comment] }));

  function addSession(wanted: NewSession): { ok: true; session: DiarySession } | Refused {
    if (wanted.slotTypeIds.some((id) => !diary.plan.slotType(id))) return refuse('no-such-slot-type');
    const slotTypeIds = wanted.slotTypeIds.slice(0, SLOTS_A_SESSION - 1);
    const build = (id: number): DiarySession => ({
      id,
      day: wanted.day,
      name: wanted.name,
      siteId: wanted.siteId,
      clinicianIds: wanted.clinicianIds,
      startMinute: wanted.startMinute,
      endMinute: wanted.startMinute + slotTypeIds.length * wanted.slotLength,
      slotLength: wanted.slotLength,
      slots: slotTypeIds.map((slotTypeId, index) => ({
        ...EMPTY,
        id: id * SLOTS_A_SESSION + index,
        sessionId: id,
        startMinute: wanted.startMinute + index * wanted.slotLength,
        lengthMinutes: wanted.slotLength,
        releaseAt: null,
        slotTypeId,
      })),
    });
    const session = diary.addSession(build, wanted.day);
    return session ? { ok: true, session } : refuse('outside-the-diary');
  }

  /** Takes a session out with all that is in it, bookings too, as a practice does when someone is ill. */
  const removeSession = (sessionId: number): { ok: true } | Refused =>
    diary.removeSession(sessionId) ? { ok: true } : refuse('no-such-session');

  return {
    book,
    cancel,
    setStatus,
    block,
    unblock,
    setSlotType,
    setNotes,
    reword,
    addComment,
    addSession,
    removeSession,
  };
}
