/**
 * The simulated EHR as the core meets it: the port, a view of the diary behind it, and the weather in between. A request
 * that has left is carried out by the world whatever becomes of the PC; only its answer needs somebody to hear it.
 */
import type {
  Ask,
  BookingToSend,
  CancellationToSend,
  EhrDiary,
  WriteAnswer,
} from '../../src/main/ports/ehr-diary.ts';
import { type Failure, failure } from '../../src/shared/domain/failure.ts';
import type { SessionId, SlotId } from '../../src/shared/domain/ids.ts';
import { type Outcome, failed, ok } from '../../src/shared/domain/outcome.ts';
import type { PulledSlot } from '../../src/shared/domain/slot.ts';
import { SECOND, asInstant, dayOf, addDays } from '../../src/shared/domain/time.ts';
import type { DiaryView } from './diary-views.ts';
import { PEOPLE } from './people.ts';
import { type Appointment, type PracticeDiary, isLive } from './practice-diary.ts';
import { type StaffMeanwhile, staffMeanwhile } from './staff-meanwhile.ts';
import type { Life, VirtualTime } from './virtual-time.ts';
import type { ReadFate, Weather, WriteFate } from './weather.ts';

const LIMIT_MS = 20 * SECOND;
const silent = failure('timed-out', 'The simulated EHR did not answer in time.');
const away = failure('unreachable', 'The simulated EHR cannot be reached.');
const broken = failure('ehr-error', 'The simulated EHR answered that something broke.');
const cut = failure('not-complete', 'The answer was cut.');
const notNow = failure('try-later', 'The record is open.');
const notMatched = failure('patient-not-matched', 'No such patient.');

/** What is told to whoever keeps the books: each is called at the moment in which it is so. */
export interface EhrWitness {
  /** A request of ours leaves the PC. */
  bookingLeaves(sent: BookingToSend): void;
  cancellationLeaves(sent: CancellationToSend): void;
  /** A whole and true answer has reached the PC: these were open when it was asked for. */
  shownOpen(slots: readonly PulledSlot[], askedAtMs: number): void;
  trace(line: string): void;
}

export interface EhrDeps {
  readonly time: VirtualTime;
  readonly life: Life;
  readonly weather: Weather;
  readonly diary: PracticeDiary;
  readonly view: DiaryView;
  readonly witness: EhrWitness;
  /**
   * The sessions that the last answer which spoke of their day left out. Shared by all lives of one practice: no session is
   * left out twice in a row, because that could not be told from one that was taken away.
   */
  readonly lies: Set<SessionId>;
}

interface Seen<T> {
  readonly outcome: Outcome<T>;
  /** Only when it is whole and true. */
  readonly told?: () => void;
}

export function createSimulatedEhr(deps: EhrDeps): EhrDiary {
  const { time, life, weather, diary, view, witness, lies } = deps;

  /** Sees the diary when the request arrives, and tells when the answer does. */
  function read<T>(
    name: string,
    ask: Ask,
    see: (fate: ReadFate) => Seen<T>,
    fates?: readonly ReadFate[],
  ): Promise<Outcome<T>> {
    const thrown = weather.ofRead(time.worldMs());
    const fate = fates && !fates.includes(thrown) ? 'well' : thrown;
    witness.trace(`${name} ${fate}`);
    return new Promise((resolve) => {
      let isOver = false;
      const answer = (outcome: Outcome<T>, told?: () => void): void => {
        if (isOver || life.isOver) return;
        isOver = true;
        if (outcome.ok) told?.();
        resolve(outcome);
      };
      ask.signal?.addEventListener('abort', () => answer(failed(failure('stopped', 'Given up.'))), {
        once: true,
      });
      if (ask.signal?.aborted) return answer(failed(failure('stopped', 'Given up.')));
      if (fate === 'unreachable') return time.onPc(weather.usualMs(), life, () => answer(failed(away)));
      if (fate === 'timed-out') return time.onPc(LIMIT_MS, life, () => answer(failed(silent)));
      const wayMs = weather.usualMs();
      const backMs = fate === 'slow' ? weather.slowMs() : weather.usualMs();
      time.inWorld(wayMs, () => {
        const seen = see(fate);
        time.onPc(backMs, life, () => {
          if (fate === 'ehr-error') answer(failed(broken));
          else if (fate === 'cut') answer(failed(cut));
          else answer(seen.outcome, seen.told);
        });
      });
    });
  }

  const noteOpen = (slots: readonly PulledSlot[], askedAtMs: number) => (): void =>
    witness.shownOpen(
      slots.filter(({ status }) => status === 'open'),
      askedAtMs,
    );

  /** Leaves out a few of the slots that the session's own counts speak of. Of a type that lost none it is the truth still. */
  function cutShort(slots: readonly PulledSlot[]) {
    const length = Math.max(0, slots.length - 1 - weather.below(4));
    const [left, cutAway] = [slots.slice(0, length), slots.slice(length)];
    const types = new Set(cutAway.map(({ slotTypeId }) => slotTypeId));
    return { left, trueStill: left.filter(({ slotTypeId }) => !types.has(slotTypeId)) };
  }

  const allOf = (slots: ReadonlyMap<SessionId, readonly PulledSlot[]> | undefined): PulledSlot[] =>
    [...(slots?.values() ?? [])].flat();

  const pullSessions: EhrDiary['pullSessions'] = (window, ask) => {
    const askedAtMs = time.worldMs();
    return read('sessions', ask, (fate) => {
      const ehrClock = asInstant(time.worldMs());
      const whole = view.sessions(window.from, window.to);
      const left = whole.sessions.filter(({ id }) => !lies.has(id));
      const hidden = new Set(
        fate === 'half-hidden' ? left.filter(() => weather.chance(0.6)).map(({ id }) => id) : [],
      );
      const said = (slots: readonly PulledSlot[]) => (): void => {
        for (const { id } of whole.sessions) lies.delete(id);
        for (const id of hidden) lies.add(id);
        noteOpen(slots, askedAtMs)();
      };
      if (hidden.size > 0) {
        const shown = view.sessions(window.from, window.to, hidden);
        return { outcome: ok({ ...shown, ehrClock }), told: said(allOf(shown.slots)) };
      }
      const first = whole.slots && [...whole.slots.entries()].find(([, slots]) => slots.length > 0);
      if (fate === 'cut-unseen' && whole.slots && first) {
        const slots = new Map<SessionId, readonly PulledSlot[]>(whole.slots);
        const { left, trueStill } = cutShort(first[1]);
        slots.set(first[0], trueStill);
        const told = said(allOf(slots));
        slots.set(first[0], left);
        return { outcome: ok({ sessions: whole.sessions, slots, ehrClock }), told };
      }
      return { outcome: ok({ ...whole, ehrClock }), told: said(allOf(whole.slots)) };
    });
  };

  const pullSlots: EhrDiary['pullSlots'] = (session, ask) => {
    const askedAtMs = time.worldMs();
    return read('slots', ask, (fate) => {
      const slots = view.slots(session.id);
      if (fate === 'cut-unseen' && slots.length > 0) {
        const { left, trueStill } = cutShort(slots);
        return { outcome: ok(left), told: noteOpen(trueStill, askedAtMs) };
      }
      return { outcome: ok(slots), told: noteOpen(slots, askedAtMs) };
    });
  };

  /** In SystmOne an appointment is one of its values, not of a place among equals. */
  function stands({ slotId }: Appointment, wanted: SlotId): boolean {
    if (view.product !== 'SystmOne') return slotId === wanted;
    return diary.place(wanted)?.twins.some(({ slot }) => slot.id === slotId) ?? false;
  }

  const LOOKS: readonly ReadFate[] = ['slow', 'unreachable', 'timed-out', 'ehr-error', 'cut'];

  /** One request that changes the diary. `act`: whether it could be done. */
  function write(name: string, act: () => boolean, staff?: StaffMeanwhile): Promise<WriteAnswer> {
    const fate: WriteFate = weather.ofWrite(time.worldMs());
    witness.trace(`${name} ${fate}`);
    return new Promise((resolve, reject) => {
      let isOver = false;
      const end = (answer: WriteAnswer): void => {
        if (!isOver && !life.isOver) resolve(answer);
        isOver = true;
      };
      const doubt = (why: Failure): WriteAnswer => ({ class: 'ambiguous', failure: why });
      const saidNo = (why: Failure): WriteAnswer => ({ class: 'ambiguous', failure: why, saidNo: true });
      const lapse = (): void => time.onPc(LIMIT_MS, life, () => end(doubt(silent)));
      const later = (wayMs: number, then: (isDone: boolean) => void): void =>
        time.inWorld(wayMs, () => then(act()));
      const reply = (isDone: boolean, backMs: number): void =>
        time.onPc(backMs, life, () =>
          end(isDone ? { class: 'applied' } : saidNo(failure('slot-taken', 'The EHR said no.'))),
        );
      switch (fate) {
        case 'well':
          return later(weather.usualMs(), (isDone) => reply(isDone, weather.usualMs()));
        case 'slow':
          return later(weather.usualMs(), (isDone) => reply(isDone, weather.slowMs()));
        case 'lose-answer':
          lapse();
          // What we do not know yet staff see at once, and may undo: from then on it must not come back.
          if (staff && weather.chance(0.2)) time.inWorld(2 * SECOND + weather.lateMs() / 4, staff.undo);
          return later(weather.usualMs(), () => {});
        case 'lose-request':
          return lapse();
        case 'late':
          lapse();
          if (staff && weather.chance(0.3)) staff.borrow();
          return later(weather.lateMs(), () => {});
        case 'error-done':
          return later(weather.usualMs(), () => time.onPc(weather.usualMs(), life, () => end(doubt(broken))));
        case 'error-not-done':
          return time.onPc(weather.usualMs(), life, () => end(doubt(broken)));
        case 'not-now':
          return time.onPc(weather.usualMs(), life, () => end(saidNo(notNow)));
        case 'no-way-out':
          return time.onPc(weather.usualMs(), life, () =>
            end({ class: 'not-applied', permanent: false, failure: away }),
          );
        case 'never':
          return time.onPc(weather.usualMs(), life, () =>
            end({ class: 'not-applied', permanent: true, failure: failure('not-allowed', 'Never.') }),
          );
        case 'hang':
          if (weather.chance(0.3)) reject(new Error('a fault of the connector'));
          return later(weather.usualMs(), () => {});
      }
    });
  }

  return {
    product: view.product,
    sees: view.sees,
    pullSlotTypes: (ask) =>
      read(
        'types',
        ask,
        () => {
          const today = dayOf(asInstant(time.worldMs()));
          return { outcome: ok(view.slotTypes([today, addDays(today, 1), addDays(today, 2)])) };
        },
        ['slow', 'unreachable', 'timed-out', 'ehr-error'],
      ),
    pullSessions,
    pullSlots,
    pullSlot(sought, ask) {
      const askedAtMs = time.worldMs();
      return read(
        'slot',
        ask,
        () => {
          const slot = view.slot(sought);
          return { outcome: ok(slot), told: noteOpen(slot ? [slot] : [], askedAtMs) };
        },
        LOOKS,
      );
    },
    findBooking: (sought, ask) => read('find', ask, () => ({ outcome: ok(view.marked(sought)) }), LOOKS),
    findPatient(identity, ask) {
      return read(
        'patient',
        ask,
        () => {
          const person = PEOPLE.find(({ nhsNumber }) => nhsNumber === identity.nhsNumber);
          const isSame = person?.dateOfBirth === identity.dateOfBirth;
          return { outcome: person && isSame ? ok(person) : failed(notMatched) };
        },
        LOOKS,
      );
    },
    sendBooking(sent) {
      witness.bookingLeaves(sent);
      const { slot, patientId, reason, token } = sent;
      const mayUseTwin = view.product === 'SystmOne';
      return write(
        'book',
        () => Boolean(diary.book({ slotId: slot.id, patientId, reason, token, mayUseTwin })),
        staffMeanwhile(deps, sent),
      );
    },
    sendCancellation(sent) {
      witness.cancellationLeaves(sent);
      const act = (): boolean => {
        const found = diary
          .withToken(sent.token)
          .find((one) => isLive(one) && one.patientId === sent.patientId && stands(one, sent.slot.id));
        if (found) diary.end(found, 'us');
        return Boolean(found);
      };
      return write('cancel', act);
    },
    testConnection: async () => [],
    close: async () => undefined,
  };
}
