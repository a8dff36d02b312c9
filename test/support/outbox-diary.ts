/**
 * A diary in memory for the interleavings of writing: each request to write does what the next order says, late ones
 * are applied when the test lets them, and the truth (who is in which slot, how often it was asked) is there to compare.
 */
import type {
  Ask,
  BookingToSend,
  CancellationToSend,
  EhrDiary,
  SendTurn,
  SoughtSlot,
  WriteAnswer,
} from '../../src/main/ports/ehr-diary.ts';
import { type Failure, failure } from '../../src/shared/domain/failure.ts';
import { type EhrPatientId, type SlotId, asId } from '../../src/shared/domain/ids.ts';
import { type Outcome, failed, ok } from '../../src/shared/domain/outcome.ts';
import type { PatientIdentity } from '../../src/shared/domain/patient.ts';
import type { PulledSlot, Slot } from '../../src/shared/domain/slot.ts';

export const PATIENT_ID = asId<EhrPatientId>('4471');
export const SOMEBODY_ELSE = asId<EhrPatientId>('9');

/** What happens to one request to book or to cancel. */
export type WriteOrder =
  | 'work'
  | 'lose-answer' // done, and nobody hears of it
  | 'lose-request' // not done, and nobody knows
  | 'late' // done when the test says `applyLate`
  | 'hang' // never answered, not even when it is given up
  | 'throw'
  | 'no-way-out' // certainly not done
  | 'record-open' // the EHR says that it cannot just now; not done
  | 'refuse-for-good'; // certainly not done, and never will be

const noAnswer = failure('timed-out', 'EMIS Web did not answer in time.');
const noWay = failure('unreachable', 'EMIS Web could not be reached.');

export interface OutboxDiary {
  readonly diary: EhrDiary;
  /** One order for each request to come; `work` when there is none left. */
  readonly orders: WriteOrder[];
  /** Whoever waits for a place to send has it. */
  letThrough(): void;
  /** Places taken, and neither used nor given back. */
  turnsKept(): number;
  put(slot: Slot): void;
  slot(id: SlotId): PulledSlot | undefined;
  staffBook(id: SlotId, patient?: EhrPatientId): void;
  staffCancel(id: SlotId): void;
  staffRemove(id: SlotId): void;
  staffChange(id: SlotId, more: Partial<PulledSlot>): void;
  applyLate(): void;
  /** Every reading fails like this until `undefined`. */
  breakReads(trouble: Failure | undefined): void;
  /** Readings that begin now never end, not even when they are given up. */
  readsHang: boolean;
  /** Runs before a request is dealt with. */
  beforeSend: ((booking: BookingToSend) => void) | undefined;
  beforeCancel: ((cancellation: CancellationToSend) => void) | undefined;
  readonly sent: BookingToSend[];
  readonly cancellationsSent: CancellationToSend[];
  /** Staff drag an appointment to another slot, mark and all. */
  staffMove(from: SlotId, to: SlotId): void;
  /** How often a cancellation of ours was carried out, however it was answered. */
  cancelled(id: SlotId): number;
  /** How often a request of ours was carried out, however it was answered. */
  carriedOut(id: SlotId): number;
  reads(): number;
}

export interface OutboxDiarySight {
  readonly provesNeverBooked?: boolean;
  /** Without it, a slot that another patient has is not there at all; ours is, when it is asked for by our booking. */
  readonly bookedSlots?: boolean;
  /** A request that it will not do is answered with a *no* of the EHR's own. */
  readonly saysNo?: boolean;
  /** A write waits for its place until the test lets it through; `alone`: once it has it, nobody reads. */
  readonly queue?: 'alone' | 'beside';
}

export function outboxDiary(patient: PatientIdentity, sight: OutboxDiarySight = {}): OutboxDiary {
  const { provesNeverBooked = false, bookedSlots = true, saysNo = false, queue } = sight;
  const queueing: (() => void)[] = [];
  let turnsKept = 0;
  const slots = new Map<SlotId, PulledSlot>();
  const carriedOut = new Map<SlotId, number>();
  const cancelled = new Map<SlotId, number>();
  let late: (() => void)[] = [];
  let trouble: Failure | undefined;
  let reads = 0;

  async function read<T>(give: () => Outcome<T>): Promise<Outcome<T>> {
    if (queue === 'alone' && turnsKept > 0) throw new Error('a reading while a turn is kept');
    reads += 1;
    if (world.readsHang) return new Promise(() => {});
    await new Promise((resolve) => setImmediate(resolve));
    return trouble ? failed(trouble) : give();
  }

  function carryOut({ slot, patientId, token }: BookingToSend): boolean {
    const now = slots.get(slot.id);
    if (now?.status !== 'open') return false;
    slots.set(slot.id, { ...now, status: 'booked', bookedFor: patientId, note: `Online booking ${token}` });
    carriedOut.set(slot.id, (carriedOut.get(slot.id) ?? 0) + 1);
    return true;
  }

  /** As the connectors do: only the appointment that is ours, and is there. */
  function carryOutCancel({ slot, patientId, token }: CancellationToSend): boolean {
    const now = slots.get(slot.id);
    if (now?.status !== 'booked' || now.bookedFor !== patientId || !now.note?.includes(token)) return false;
    const { bookedFor: _who, note: _note, attendance: _mark, ...rest } = now;
    slots.set(slot.id, { ...rest, status: 'open' });
    cancelled.set(slot.id, (cancelled.get(slot.id) ?? 0) + 1);
    return true;
  }

  async function takeTurn({ signal }: Ask): Promise<Outcome<SendTurn>> {
    const isLet = await new Promise<boolean>((resolve) => {
      queueing.push(() => resolve(true));
      signal?.addEventListener('abort', () => resolve(false));
    });
    if (!isLet || signal?.aborted) return failed(failure('stopped', 'Given up before it was sent.'));
    turnsKept += 1;
    let isOver = false;
    const release = () => {
      if (!isOver) turnsKept -= 1;
      isOver = true;
    };
    return ok({ run: (work) => work().finally(release), release });
  }

  function send(booking: BookingToSend): Promise<WriteAnswer> {
    world.sent.push(booking);
    world.beforeSend?.(booking);
    return answer(() => carryOut(booking), 'slot-taken');
  }

  function sendCancellation(cancellation: CancellationToSend): Promise<WriteAnswer> {
    world.cancellationsSent.push(cancellation);
    world.beforeCancel?.(cancellation);
    return answer(() => carryOutCancel(cancellation), 'refused');
  }

  async function answer(work: () => boolean, no: 'slot-taken' | 'refused'): Promise<WriteAnswer> {
    await new Promise((resolve) => setImmediate(resolve));
    switch (world.orders.shift() ?? 'work') {
      case 'work':
        // EMIS names no code of its own for a taken slot: a refusal is doubt.
        if (work()) return { class: 'applied' };
        return saysNo
          ? { class: 'ambiguous', failure: failure(no, 'The EHR said no.'), saidNo: true }
          : { class: 'ambiguous', failure: failure('refused', 'EMIS Web refused.') };
      case 'record-open':
        return { class: 'ambiguous', failure: failure('try-later', 'The record is open.'), saidNo: true };
      case 'lose-answer':
        work();
        return { class: 'ambiguous', failure: noAnswer };
      case 'lose-request':
        return { class: 'ambiguous', failure: noAnswer };
      case 'late':
        late.push(() => void work());
        return { class: 'ambiguous', failure: noAnswer };
      case 'hang':
        return new Promise(() => {});
      case 'throw':
        throw new Error('a fault of the connector');
      case 'no-way-out':
        return { class: 'not-applied', permanent: false, failure: noWay };
      case 'refuse-for-good':
        return {
          class: 'not-applied',
          permanent: true,
          failure: failure('not-allowed', 'EMIS Web does not let us.'),
        };
    }
  }

  function seen(id: SlotId, booking: SoughtSlot['booking']): PulledSlot | undefined {
    const slot = slots.get(id);
    if (bookedSlots || slot?.status !== 'booked') return slot;
    return booking && slot.note?.includes(booking.token) ? slot : undefined;
  }

  const mustHave = (id: SlotId): PulledSlot => {
    const slot = slots.get(id);
    if (!slot) throw new Error(`no slot ${id}`);
    return slot;
  };

  const world: OutboxDiary = {
    orders: [],
    sent: [],
    cancellationsSent: [],
    beforeCancel: undefined,
    beforeSend: undefined,
    readsHang: false,
    diary: {
      product: 'EMIS Web',
      sees: {
        slotTypesWithoutSlots: true,
        slotTypeIds: true,
        bookableFlag: true,
        blockedSlots: true,
        bookedSlots,
        emptySessions: true,
        provesNeverBooked,
        maxWindowDays: 90,
      },
      pullSlotTypes: () => read(() => ok([])),
      pullSessions: () => read(() => ok({ sessions: [] })),
      pullSlots: () => read(() => ok([...slots.values()])),
      pullSlot: ({ slotId, booking }) => read(() => ok(seen(slotId, booking))),
      findPatient: (asked) =>
        read(() =>
          asked.nhsNumber === patient.nhsNumber && asked.dateOfBirth === patient.dateOfBirth
            ? ok({ ...asked, id: PATIENT_ID, name: 'Ada Example' })
            : failed(failure('patient-not-matched', 'No such patient.')),
        ),
      findBooking: ({ patientId, token }) =>
        read(() =>
          ok(
            [...slots.values()].find(
              ({ status, bookedFor, note }) =>
                status === 'booked' && bookedFor === patientId && note?.includes(token),
            ),
          ),
        ),
      ...(queue && { sendTurns: { isAlone: queue === 'alone', take: takeTurn } }),
      sendBooking: send,
      sendCancellation,
      testConnection: async () => [],
      close: async () => undefined,
    },
    letThrough: () => queueing.splice(0).forEach((go) => go()),
    turnsKept: () => turnsKept,
    put: (slot) => void slots.set(slot.id, slot),
    slot: (id) => slots.get(id),
    staffBook: (id, by = SOMEBODY_ELSE) =>
      void slots.set(id, { ...mustHave(id), status: 'booked', bookedFor: by }),
    staffCancel(id) {
      const { bookedFor: _who, note: _note, attendance: _mark, ...rest } = mustHave(id);
      slots.set(id, { ...rest, status: 'open' });
    },
    staffMove(from, to) {
      const { bookedFor, note, attendance } = mustHave(from);
      world.staffCancel(from);
      const mark = {
        ...(bookedFor && { bookedFor }),
        ...(note && { note }),
        ...(attendance && { attendance }),
      };
      slots.set(to, { ...mustHave(to), status: 'booked', ...mark });
    },
    cancelled: (id) => cancelled.get(id) ?? 0,
    staffRemove: (id) => void slots.delete(id),
    staffChange: (id, more) => void slots.set(id, { ...mustHave(id), ...more }),
    applyLate() {
      for (const work of late) work();
      late = [];
    },
    breakReads: (failing) => void (trouble = failing),
    carriedOut: (id) => carriedOut.get(id) ?? 0,
    reads: () => reads,
  };
  return world;
}
