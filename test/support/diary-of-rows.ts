/**
 * A second implementation of the diary port, in memory: sessions and slots that a test edits as staff would, counts
 * that always agree with the slots, and faults on demand. It answers at once and counts what it was asked.
 */
import { SIGHTS } from '../../src/main/ehr/sights.ts';
import type { EhrDiary, EhrSight, SessionsPulled } from '../../src/main/ports/ehr-diary.ts';
import { type Failure, failure } from '../../src/shared/domain/failure.ts';
import {
  type ClinicianId,
  type SessionId,
  type SiteId,
  type SlotId,
  type SlotTypeId,
  asId,
} from '../../src/shared/domain/ids.ts';
import { type Outcome, failed, ok } from '../../src/shared/domain/outcome.ts';
import type { Session, SlotTypeCount } from '../../src/shared/domain/session.ts';
import type { SlotType } from '../../src/shared/domain/slot-type.ts';
import type { PulledSlot, SlotStatus } from '../../src/shared/domain/slot.ts';
import {
  type Instant,
  type LocalDay,
  MINUTE,
  asInstant,
  instantOf,
  later,
} from '../../src/shared/domain/time.ts';

export const typeId = (text: string): SlotTypeId => asId<SlotTypeId>(text);
export const slotId = (text: string): SlotId => asId<SlotId>(text);
export const sessionId = (text: string): SessionId => asId<SessionId>(text);

export interface NewSession {
  readonly id: string;
  readonly day: LocalDay;
  readonly clinician?: string;
  /** Minutes after midnight; 540 unless told. */
  readonly from?: number;
  /** Slot type → how many, ten minutes each, one type after the other. */
  readonly slots: Readonly<Record<string, number>>;
}

type Call = 'slot-types' | 'sessions' | 'slots';

export interface DiaryOfRows {
  readonly diary: EhrDiary;
  types: SlotType[];
  addSession(session: NewSession): void;
  removeSession(id: string): void;
  setStatus(id: string, status: SlotStatus): void;
  removeSlot(id: string): void;
  slotsOf(session: string): readonly PulledSlot[];
  allSlots(): readonly PulledSlot[];
  /** Every call of this kind fails like this until `undefined`. */
  fail(call: Call, trouble: Failure | undefined): void;
  /** Runs before an answer is given, with what was asked: the place to change the diary between two calls. */
  before: ((call: Call, subject: string) => void | Promise<void>) | undefined;
  /** Bends an answer on its way out. */
  bendSlots: ((session: Session, slots: readonly PulledSlot[]) => readonly PulledSlot[]) | undefined;
  bendSessions: ((sessions: readonly Session[]) => readonly Session[]) | undefined;
  ehrClock: (() => Instant) | undefined;
  /** The slots come with the sessions, as in SystmOne and GP Connect. */
  givesSlots: boolean;
  /** What it says that it can see; everything unless told. */
  see(sight: Partial<EhrSight>): void;
  readonly calls: { readonly call: Call; readonly subject: string; readonly urgency: string }[];
}

type Row = Omit<Session, 'counts'>;

export function diaryOfRows(): DiaryOfRows {
  const sessions = new Map<string, Row>();
  const slots = new Map<string, PulledSlot>();
  const troubles = new Map<Call, Failure>();
  let sees: EhrSight = SIGHTS['emis-web'];

  const ofSession = (id: string): PulledSlot[] => [...slots.values()].filter((slot) => slot.sessionId === id);

  function countsOf(id: string): SlotTypeCount[] {
    const types = new Set(ofSession(id).map((slot) => slot.slotTypeId));
    return [...types].map((type) => {
      const mine = ofSession(id).filter((slot) => slot.slotTypeId === type);
      const count = (status: SlotStatus): number => mine.filter((slot) => slot.status === status).length;
      return {
        slotTypeId: type,
        slotTypeName: world.types.find((known) => known.id === type)?.name ?? type,
        total: mine.length,
        open: count('open'),
        booked: count('booked'),
        blocked: count('blocked'),
        embargoed: count('embargoed'),
      };
    });
  }

  async function answer<T>(call: Call, subject: string, urgency: string, give: () => T): Promise<Outcome<T>> {
    world.calls.push({ call, subject, urgency });
    await world.before?.(call, subject);
    const trouble = troubles.get(call);
    return trouble ? failed(trouble) : ok(give());
  }

  const notHere = (): Promise<never> => Promise.reject(new Error('this diary is for reading only'));
  const diary: EhrDiary = {
    product: 'EMIS Web',
    get sees() {
      return sees;
    },
    pullSlotTypes: (ask) => answer('slot-types', '', ask.urgency, () => world.types),
    pullSessions: (window, ask) =>
      answer('sessions', `${window.from}..${window.to}`, ask.urgency, (): SessionsPulled => {
        const whole = [...sessions.values()]
          .filter((session) => session.day >= window.from && session.day <= window.to)
          .map((session) => ({ ...session, counts: countsOf(session.id) }));
        const ehrClock = world.ehrClock?.();
        const told = world.bendSessions?.(whole) ?? whole;
        const slotsTold = whole.map(
          (session) =>
            [session.id, world.bendSlots?.(session, ofSession(session.id)) ?? ofSession(session.id)] as const,
        );
        return {
          sessions: told,
          ...(world.givesSlots ? { slots: new Map(slotsTold) } : {}),
          ...(ehrClock === undefined ? {} : { ehrClock }),
        };
      }),
    pullSlots: (session, ask) =>
      answer('slots', session.id, ask.urgency, () => {
        const whole = ofSession(session.id);
        return world.bendSlots?.(session, whole) ?? whole;
      }),
    pullSlot: async ({ slotId: id }) => ok(slots.get(id)),
    findBooking: async () => ok(undefined),
    findPatient: notHere,
    sendBooking: notHere,
    sendCancellation: notHere,
    testConnection: async () => [],
    close: async () => undefined,
  };

  const world: DiaryOfRows = {
    diary,
    types: [
      { id: typeId('gp'), name: 'GP telephone', bookableInEhr: true },
      { id: typeId('nurse'), name: 'Nurse - smear', bookableInEhr: true },
      { id: typeId('staff'), name: 'Staff meeting', bookableInEhr: false },
    ],
    addSession({ id, day, clinician = 'Dr Ada Example', from = 540, slots: wanted }) {
      const first = instantOf(day, from);
      if (typeof first === 'string') throw new Error('no such time');
      let startsAt = first;
      for (const [type, count] of Object.entries(wanted))
        for (let i = 0; i < count; i += 1) {
          const key = slotId(`${id}-${type}-${i}`);
          slots.set(key, {
            id: key,
            sessionId: sessionId(id),
            slotTypeId: typeId(type),
            day,
            startsAt,
            durationMin: 10,
            status: 'open',
          });
          startsAt = later(startsAt, 10 * MINUTE);
        }
      sessions.set(id, {
        id: sessionId(id),
        name: `Session ${id}`,
        day,
        startsAt: first,
        endsAt: asInstant(Math.max(startsAt, first + MINUTE)),
        site: { id: asId<SiteId>('1'), name: 'Main site' },
        clinicians: [{ id: asId<ClinicianId>(clinician), name: clinician }],
      });
    },
    removeSession(id) {
      sessions.delete(id);
      for (const slot of ofSession(id)) slots.delete(slot.id);
    },
    setStatus(id, status) {
      const slot = slots.get(id);
      if (!slot) throw new Error(`no slot ${id}`);
      slots.set(id, { ...slot, status });
    },
    removeSlot: (id) => void slots.delete(id),
    slotsOf: ofSession,
    allSlots: () => [...slots.values()],
    fail: (call, trouble) => void (trouble ? troubles.set(call, trouble) : troubles.delete(call)),
    before: undefined,
    bendSlots: undefined,
    bendSessions: undefined,
    ehrClock: undefined,
    givesSlots: false,
    see: (more) => void (sees = { ...sees, ...more }),
    calls: [],
  };
  return world;
}

export const unreachable = failure('unreachable', 'EMIS Web could not be reached.');
