/**
 * A practice's diary in memory, as large as wanted: it answers at once, so that what a bench times is our own work. All
 * its slots lie on working days and are of active types, so that every one of them has to be stored.
 */
import { SIGHTS } from '../../../src/main/ehr/sights.ts';
import type { EhrDiary } from '../../../src/main/ports/ehr-diary.ts';
import {
  type ClinicianId,
  type SessionId,
  type SiteId,
  type SlotId,
  type SlotTypeId,
  asId,
} from '../../../src/shared/domain/ids.ts';
import { ok } from '../../../src/shared/domain/outcome.ts';
import type { Session, SlotTypeCount } from '../../../src/shared/domain/session.ts';
import type { SlotType } from '../../../src/shared/domain/slot-type.ts';
import type { Slot, SlotStatus } from '../../../src/shared/domain/slot.ts';
import {
  type LocalDay,
  MINUTE,
  asInstant,
  daysOf,
  later,
  startOfDay,
} from '../../../src/shared/domain/time.ts';
import { createSeededDice } from '../../support/seeded-dice.ts';

const SLOTS_PER_SESSION = 20;
const TYPES: readonly SlotType[] = [
  'GP telephone',
  'GP face to face',
  'Nurse - smear',
  'Nurse - dressing',
  'HCA blood test',
  'Flu clinic',
].map((name, i) => ({ id: asId<SlotTypeId>(String(i + 11)), name, bookableInEhr: true }));

export interface LargeDiary {
  readonly diary: EhrDiary;
  readonly slotTypes: readonly SlotType[];
  readonly sessions: () => readonly Session[];
  readonly slots: () => readonly Slot[];
  /** As staff would; the session's counts follow. */
  setStatus(id: SlotId, status: SlotStatus): void;
}

function countsOf(slots: readonly Slot[]): SlotTypeCount[] {
  return TYPES.flatMap((type) => {
    const mine = slots.filter((slot) => slot.slotTypeId === type.id);
    const count = (status: SlotStatus) => mine.filter((slot) => slot.status === status).length;
    const [open, booked, blocked, embargoed] = [
      count('open'),
      count('booked'),
      count('blocked'),
      count('embargoed'),
    ];
    return mine.length === 0
      ? []
      : [
          {
            slotTypeId: type.id,
            slotTypeName: type.name,
            total: mine.length,
            open,
            booked,
            blocked,
            embargoed,
          },
        ];
  });
}

const isWorkingDay = (day: LocalDay): boolean => ![0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay());

/** `total` slots from one day to another, both included. */
export function createLargeDiary(from: LocalDay, to: LocalDay, total: number): LargeDiary {
  const dice = createSeededDice(2026);
  const slotsOf = new Map<SessionId, Slot[]>();
  const sessionsOn = new Map<LocalDay, Session[]>();
  const workingDays = daysOf(from, to).filter(isWorkingDay);
  const sessionsNeeded = Math.ceil(total / SLOTS_PER_SESSION);
  let slotsLeft = total;

  const statusThrown = (): SlotStatus => {
    const thrown = dice.fraction();
    if (thrown < 0.55) return 'booked';
    if (thrown < 0.9) return 'open';
    return thrown < 0.95 ? 'blocked' : 'embargoed';
  };

  for (let i = 0; i < sessionsNeeded; i += 1) {
    const day = workingDays[Math.floor((i * workingDays.length) / sessionsNeeded)] ?? from;
    const id = asId<SessionId>(String(5_001 + i));
    const startsAt = later(startOfDay(day), (8 * 60 + 30 * Math.floor(dice.fraction() * 14)) * MINUTE);
    const slots: Slot[] = [];
    for (let n = 0; n < SLOTS_PER_SESSION && slotsLeft > 0; n += 1) {
      slotsLeft -= 1;
      slots.push({
        id: asId<SlotId>(String(900_000 + total - slotsLeft)),
        sessionId: id,
        slotTypeId: (TYPES[(i + (n < 15 ? 0 : 1)) % TYPES.length] ?? { id: asId<SlotTypeId>('11') }).id,
        day,
        startsAt: later(startsAt, n * 10 * MINUTE),
        durationMin: 10,
        status: statusThrown(),
      });
    }
    slotsOf.set(id, slots);
    const clinician = i % 300;
    const session: Session = {
      id,
      name: `Session ${i % 40}`,
      day,
      startsAt,
      endsAt: later(startsAt, SLOTS_PER_SESSION * 10 * MINUTE),
      site: {
        id: asId<SiteId>(String(3 + (i % 2))),
        name: i % 2 === 0 ? 'Sample Surgery' : 'Mill Lane Branch',
      },
      clinicians: [{ id: asId<ClinicianId>(String(200 + clinician)), name: `Dr Example ${clinician}` }],
      counts: countsOf(slots),
    };
    sessionsOn.set(day, [...(sessionsOn.get(day) ?? []), session]);
  }

  const notHere = () => Promise.reject(new Error('This diary is for reading only.'));
  const diary: EhrDiary = {
    product: 'EMIS Web',
    sees: SIGHTS['emis-web'],
    pullSlotTypes: async () => ok(TYPES),
    pullSessions: async (window) =>
      ok({ sessions: daysOf(window.from, window.to).flatMap((day) => sessionsOn.get(day) ?? []) }),
    pullSlots: async (session) => ok(slotsOf.get(session.id) ?? []),
    findBooking: async () => ok(undefined),
    pullSlot: async ({ session, slotId }) => ok(slotsOf.get(session.id)?.find((slot) => slot.id === slotId)),
    findPatient: notHere,
    sendBooking: notHere,
    sendCancellation: notHere,
    testConnection: async () => [],
    close: async () => undefined,
  };

  return {
    diary,
    slotTypes: TYPES,
    sessions: () => [...sessionsOn.values()].flat(),
    slots: () => [...slotsOf.values()].flat(),
    setStatus(id, status) {
      for (const [sessionId, slots] of slotsOf) {
        const at = slots.findIndex((slot) => slot.id === id);
        const slot = slots[at];
        if (!slot) continue;
        slots[at] = { ...slot, status };
        const ofDay = sessionsOn.get(slot.day) ?? [];
        sessionsOn.set(
          slot.day,
          ofDay.map((session) =>
            session.id === sessionId ? { ...session, counts: countsOf(slots) } : session,
          ),
        );
        return;
      }
      throw new Error(`The diary has no slot ${id}.`);
    },
  };
}

export const DIARY_NOW = asInstant(Date.UTC(2026, 10, 23, 7));
