/**
 * The truth: who is in which slot of the simulated EHR, and who ever was. It takes what it is told without asking whether
 * it is right, as an EHR does; whether it should have been told is the judge's matter.
 */
import type { Attendance } from '../../src/shared/domain/booking.ts';
import {
  type EhrPatientId,
  type SessionId,
  type SlotId,
  type SlotTypeId,
  asId,
} from '../../src/shared/domain/ids.ts';
import type { Session } from '../../src/shared/domain/session.ts';
import type { Slot } from '../../src/shared/domain/slot.ts';
import type { SlotType } from '../../src/shared/domain/slot-type.ts';
import { type LocalDay, instantOf } from '../../src/shared/domain/time.ts';

export interface Appointment {
  readonly id: string;
  /** Undefined on what staff booked. */
  readonly token?: string;
  readonly patientId: EhrPatientId;
  readonly reason: string;
  /** What was asked for; in an EHR with equal parallel slots it may stand in another one. */
  readonly askedId: SlotId;
  slotId: SlotId;
  readonly madeAtMs: number;
  endedAtMs?: number;
  endedBy?: 'us' | 'staff';
  attendance?: Attendance;
}

export interface Place {
  readonly slot: Slot;
  status: 'open' | 'blocked' | 'embargoed';
  /** A reading that was under way then may show it either way. */
  statusAtMs?: number;
  removedAtMs?: number;
  appointment?: Appointment;
  /** Equal parallel slots, itself among them. */
  readonly twins: Place[];
}

export interface DaySession {
  readonly session: Omit<Session, 'counts'>;
  readonly places: Place[];
}

export const TYPES: readonly SlotType[] = [
  { id: asId<SlotTypeId>('1'), name: 'GP telephone', bookableInEhr: true },
  { id: asId<SlotTypeId>('2'), name: 'Nurse clinic', bookableInEhr: true },
  { id: asId<SlotTypeId>('3'), name: 'Private work', bookableInEhr: false },
];

const SLOT_MINUTES = 15;
/** Which type begins at which quarter of the hour, morning and afternoon. The third is never put on the list. */
const TYPE_AT: readonly (readonly number[])[] = [
  [0, 1, 0, 2],
  [0, 1, 0, 1],
];
const SESSIONS = [
  { name: 'Morning surgery', from: 10 * 60, to: 13 * 60 },
  { name: 'Afternoon surgery', from: 15 * 60, to: 18 * 60 },
] as const;

export interface PracticeDiary {
  openDay(day: LocalDay): void;
  onDay(day: LocalDay): readonly DaySession[];
  session(id: SessionId): DaySession | undefined;
  place(id: SlotId): Place | undefined;
  /** Its place when it is free; with `mayUseTwin` any equal one. Undefined: nothing was done. */
  book(asked: {
    readonly slotId: SlotId;
    readonly patientId: EhrPatientId;
    readonly reason: string;
    readonly token?: string;
    readonly mayUseTwin?: boolean;
  }): Appointment | undefined;
  end(appointment: Appointment, by: 'us' | 'staff'): void;
  shift(appointment: Appointment, to: Place): void;
  /** Of one mark, live and ended. */
  withToken(token: string): readonly Appointment[];
  /** All that ever stood there first, live and ended. */
  inSlot(id: SlotId): readonly Appointment[];
  forgetBefore(day: LocalDay): void;
}

const isFree = (place: Place): boolean =>
  place.status === 'open' && place.removedAtMs === undefined && !place.appointment;

export function createPracticeDiary(deps: {
  /** Surgeries side by side, each with two sessions a day. */
  readonly rooms: number;
  readonly nowMs: () => number;
  readonly made: (appointment: Appointment) => void;
  readonly ended: (appointment: Appointment) => void;
}): PracticeDiary {
  const days = new Map<LocalDay, DaySession[]>();
  const places = new Map<SlotId, Place>();
  const byToken = new Map<string, Appointment[]>();
  const bySlot = new Map<SlotId, Appointment[]>();
  let serial = 0;

  function openSession(day: LocalDay, index: number): DaySession {
    const half = index % SESSIONS.length;
    const hours = SESSIONS[half] ?? SESSIONS[0];
    const id = asId<SessionId>(`${day}/${index}`);
    const at = (minutes: number) => {
      const instant = instantOf(day, minutes);
      if (typeof instant === 'string') throw new Error('no surgery at night');
      return instant;
    };
    const all: Place[] = [];
    for (let minutes = hours.from; minutes < hours.to; minutes += SLOT_MINUTES) {
      const type = TYPES[TYPE_AT[half]?.[(minutes % 60) / SLOT_MINUTES] ?? 0];
      if (!type) continue;
      const twins: Place[] = [];
      // On the hour two at once: what a blind retry would book twice.
      for (const number of minutes % 60 === 0 ? [1, 2] : [1]) {
        const slot: Slot = {
          id: asId<SlotId>(`${id}/${minutes}/${number}`),
          sessionId: id,
          slotTypeId: type.id,
          day,
          startsAt: at(minutes),
          durationMin: SLOT_MINUTES,
          status: 'open',
        };
        const place: Place = { slot, status: 'open', twins };
        twins.push(place);
        all.push(place);
        places.set(slot.id, place);
      }
    }
    const session = {
      id,
      name: hours.name,
      day,
      startsAt: at(hours.from),
      endsAt: at(hours.to),
      site: { id: asId<Session['site']['id']>('1'), name: 'Main surgery' },
      clinicians: [{ id: asId<Session['clinicians'][number]['id']>(String(index)), name: `Dr Sim ${index}` }],
    };
    return { session, places: all };
  }

  return {
    openDay(day) {
      const sessions = (): DaySession[] =>
        Array.from({ length: deps.rooms * SESSIONS.length }, (_, index) => openSession(day, index));
      if (!days.has(day)) days.set(day, sessions());
    },
    onDay: (day) => days.get(day) ?? [],
    session: (id) => [...days.values()].flat().find(({ session }) => session.id === id),
    place: (id) => places.get(id),
    book({ slotId, patientId, reason, token, mayUseTwin }) {
      const asked = places.get(slotId);
      if (!asked) return undefined;
      const place = isFree(asked) ? asked : mayUseTwin ? asked.twins.find(isFree) : undefined;
      if (!place) return undefined;
      serial += 1;
      const appointment: Appointment = {
        id: `A${serial}`,
        patientId,
        reason,
        askedId: slotId,
        slotId: place.slot.id,
        madeAtMs: deps.nowMs(),
        ...(token !== undefined && { token }),
      };
      place.appointment = appointment;
      bySlot.set(place.slot.id, [...(bySlot.get(place.slot.id) ?? []), appointment]);
      if (token !== undefined) byToken.set(token, [...(byToken.get(token) ?? []), appointment]);
      deps.made(appointment);
      return appointment;
    },
    end(appointment, by) {
      const place = places.get(appointment.slotId);
      if (place?.appointment === appointment) delete place.appointment;
      appointment.endedAtMs = deps.nowMs();
      appointment.endedBy = by;
      deps.ended(appointment);
    },
    shift(appointment, to) {
      const from = places.get(appointment.slotId);
      if (from?.appointment === appointment) delete from.appointment;
      appointment.slotId = to.slot.id;
      to.appointment = appointment;
    },
    withToken: (token) => byToken.get(token) ?? [],
    inSlot: (id) => bySlot.get(id) ?? [],
    forgetBefore(day) {
      for (const [of, sessions] of days) {
        if (of >= day) continue;
        for (const place of sessions.flatMap((one) => one.places)) places.delete(place.slot.id);
        days.delete(of);
      }
    },
  };
}

export const isLive = ({ endedAtMs }: Appointment): boolean => endedAtMs === undefined;
export const isFreePlace = isFree;
