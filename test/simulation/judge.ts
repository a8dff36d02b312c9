/**
 * Holds what the app does and says against the truth (invariants I1–I10). It keeps books of its own: from the patients'
 * receipts, from what the EHR showed, from what left the PC and from each row as it is committed. It never asks the
 * app's own engine whether something was right. The first breach ends the run.
 */
import type {
  Booking,
  Command,
  CommandMove,
  NewBooking,
  NewCommand,
  Store,
  StoreReader,
  StoredNotice,
} from '../../src/main/store/store.ts';
import type { NoticeToSend } from '../../src/main/ports/notice-gateway.ts';
import type { BookingToSend, CancellationToSend, EhrProduct } from '../../src/main/ports/ehr-diary.ts';
import type {
  BookingId,
  CommandId,
  HoldId,
  NoticeId,
  SlotId,
  SlotTypeId,
} from '../../src/shared/domain/ids.ts';
import type { EndedBy } from '../../src/shared/domain/booking.ts';
import { isPending } from '../../src/shared/domain/command.ts';
import type { NoticeKind } from '../../src/shared/domain/notice.ts';
import type { LocalDay } from '../../src/shared/domain/time.ts';
import { MINUTE, SECOND, addDays, asInstant, dayOf } from '../../src/shared/domain/time.ts';
import { paceBands } from '../../src/shared/domain/reading-pace.ts';
import { PEOPLE, personOfReason, CANARY } from './people.ts';
import { type Appointment, type PracticeDiary, isLive } from './practice-diary.ts';

/** From the moment a reading is asked for until it is put down. */
const LONGEST_READING_MS = MINUTE;

export interface Breach {
  readonly invariant: string;
  readonly what: string;
}

/** What a booking was last seen to be, and what its patient was told for good. */
interface Kept {
  readonly id: BookingId;
  readonly person: number;
  readonly replaces?: BookingId;
  token: string;
  slotId: SlotId;
  state: Booking['state'];
  told: Set<'confirmed' | 'not-booked' | 'cancelled'>;
  readonly notices: { readonly id: NoticeId; readonly kind: NoticeKind }[];
  endedBy?: EndedBy | undefined;
  confirmedAtMs?: number;
}

export interface JudgeCounts {
  checks: number;
  commands: number;
  cancellations: number;
  moves: number;
  reviews: number;
  bookings: number;
  notices: number;
  confirmed: number;
  /** Staff moved it to where no reading had looked yet, and its patient was told that it is cancelled. */
  movedToldCancelled: number;
  offersJudged: number;
}

export interface OfferedNow {
  readonly id: SlotId;
  readonly slotTypeId: SlotTypeId;
  readonly day: LocalDay;
}

export function createJudge(deps: {
  readonly nowMs: () => number;
  readonly pcNowMs: () => number;
  readonly product: EhrProduct;
  readonly diary: () => PracticeDiary;
  readonly pace: { readonly horizonDays: number; readonly nearEverySeconds: number };
  readonly trace: (line: string) => void;
}) {
  const { nowMs, product, trace } = deps;
  const bands = paceBands(deps.pace);
  const counts: JudgeCounts = {
    ...{
      checks: 0,
      commands: 0,
      cancellations: 0,
      moves: 0,
      reviews: 0,
      bookings: 0,
      notices: 0,
      confirmed: 0,
      movedToldCancelled: 0,
      offersJudged: 0,
    },
  };
  const kept = new Map<BookingId, Kept>();
  const ofToken = new Map<string, BookingId>();
  const commands = new Map<CommandId, { kind: NewCommand['kind']; bookingId: BookingId; state: string }>();
  const shownOpenAtMs = new Map<SlotId, number>();
  const activeSinceMs = new Map<SlotTypeId, number>();
  const holds = new Map<HoldId, { slotId: SlotId; untilMs: number }>();
  const generations = new Map<LocalDay, number>();
  /** Bookings whose replacement was told as confirmed. */
  const taken = new Set<BookingId>();
  const undelivered = new Map<NoticeId, BookingId>();
  const bookedAgain = new Set<string>();
  let setBacks: { readonly atMs: number; readonly ms: number }[] = [];
  /** A clock that was set back makes everything look younger by as much, until the oldest reading of then is forgotten. */
  const setBackMs = (): number =>
    setBacks.filter(({ atMs }) => atMs > nowMs() - 30 * MINUTE).reduce((total, { ms }) => total + ms, 0);
  let breach: Breach | undefined;
  let store: Store | undefined;

  function must(isTrue: boolean, invariant: string, what: () => string): void {
    counts.checks += 1;
    if (!isTrue && !breach) {
      breach = { invariant, what: what() };
      trace(`BREACH ${invariant} ${breach.what}`);
    }
  }

  const appointmentsOf = (one: Kept): readonly Appointment[] => deps.diary().withToken(one.token);
  /** Staff may have booked the same patient into the same slot by hand: then the diary has what was asked for. */
  const staffMade = (one: Kept): readonly Appointment[] =>
    deps
      .diary()
      .all()
      .filter(
        ({ token, patientId, slotId }) =>
          token === undefined && slotId === one.slotId && patientId === PEOPLE[one.person]?.id,
      );

  /**
   * Moved by staff to where no reading had found it yet: its patient is told that it is cancelled. A known weakness, which is
   * counted and is no breach: from the slot alone the two look the same.
   */
  const isElsewhere = (one: Kept, { slotId }: Appointment): boolean =>
    !deps
      .diary()
      .place(one.slotId)
      ?.twins.some(({ slot }) => slot.id === slotId);

  function told(one: Kept, what: 'confirmed' | 'not-booked' | 'cancelled'): void {
    if (one.told.has(what)) return;
    one.told.add(what);
    trace(`told ${what} ${one.token}`);
    const all = appointmentsOf(one);
    if (what === 'confirmed') {
      counts.confirmed += 1;
      if (one.replaces !== undefined) taken.add(one.replaces);
      must(
        all.length > 0 || staffMade(one).length > 0,
        'I2',
        () => `${one.token} was told confirmed and never was in the diary`,
      );
    } else {
      const live = all.filter(isLive);
      if (live.length > 0 && live.every((appointment) => isElsewhere(one, appointment))) {
        counts.movedToldCancelled += 1;
        trace(`moved by staff, told ${what} ${one.token}`);
        return;
      }
      must(live.length === 0, 'I3', () => `${one.token} was told ${what} and is in the diary`);
    }
  }

  function look(read: StoreReader, id: BookingId): void {
    const one = kept.get(id);
    const booking = read.bookings.byId(id);
    if (!one || !booking || booking.state === one.state) return;
    const before = one.state;
    one.state = booking.state;
    one.endedBy = booking.endedBy;
    one.slotId = booking.slot.id;
    trace(`booking ${one.token} ${before} -> ${booking.state}`);
    if (booking.state === 'confirmed') {
      one.confirmedAtMs ??= nowMs();
      told(one, 'confirmed');
    }
    if (booking.state === 'not-booked') told(one, 'not-booked');
    if (booking.state === 'cancelled') told(one, 'cancelled');
    if (booking.state === 'needs-you') counts.reviews += 1;
  }

  const AUDITED = { book: 'booking-moved', cancel: 'cancellation-moved' } as const;
  const hasAudit = (read: StoreReader, id: BookingId, of: keyof typeof AUDITED): boolean =>
    read.audit
      .recent(40)
      .some(({ subject, to, kind }) => subject === id && to === 'sending' && kind === AUDITED[of]);

  /** I9 and I7, at the moment in which a request leaves. */
  function leaves(kind: 'book' | 'cancel', token: string, patientId: string): Kept | undefined {
    const id = ofToken.get(token);
    const one = id && kept.get(id);
    must(one !== undefined, 'I9', () => `a ${kind} left that nobody asked for`);
    if (!one || !store) return undefined;
    const command: Command | undefined =
      kind === 'book' ? store.read.commands.bookOf(one.id) : store.read.commands.byBooking(one.id);
    must(
      command?.state === 'sending' && command.kind === kind && command.token === token,
      'I9',
      () => `a ${kind} of ${token} left while its command on disk was ${command?.kind} ${command?.state}`,
    );
    const { read } = store;
    must(hasAudit(read, one.id, kind), 'I9', () => `a ${kind} of ${token} left without its audit row`);
    must(PEOPLE[one.person]?.id === patientId, 'I7', () => `a ${kind} of ${token} left for another patient`);
    return one;
  }

  /** I8, and that nobody is left without a word: the row is there, whoever delivers it. */
  function mustBeTold(one: Kept): void {
    const kinds = one.notices.map(({ kind }) => kind);
    const last = kinds.at(-1);
    const wasTold = (...any: NoticeKind[]): boolean => any.some((kind) => kinds.includes(kind));
    if (one.state === 'confirmed')
      must(wasTold('confirmed'), 'I8', () => `${one.token} is booked and nobody was told`);
    if (one.state === 'not-booked')
      must(wasTold('not-booked', 'not-moved'), 'I8', () => `${one.token} is not booked and nobody was told`);
    if (one.state !== 'cancelled') return;
    const next = [...kept.values()].filter(({ replaces }) => replaces === one.id);
    if (one.endedBy === 'move') {
      must(taken.has(one.id), 'I8', () => `${one.token} was given up for a move that was never confirmed`);
    } else if (one.endedBy === 'practice') {
      must(
        last === 'cancelled-by-practice' || next.some((other) => other.notices.length > 0),
        'I8',
        () => `${one.token} was cancelled by the practice and nobody was told`,
      );
    }
  }

  function mustNotBeBack(token: string, others: readonly Appointment[]): void {
    must(
      !others.some(({ endedBy }) => endedBy === 'staff'),
      'I4',
      () => `${token} was taken out by staff and is back`,
    );
    must(!others.some(({ endedBy }) => endedBy === 'us'), 'I4', () => `${token} was cancelled and is back`);
  }

  const judge = {
    counts,
    /** A person has looked, and asked for it to be booked once more. */
    bookAgain: (token: string) => void bookedAgain.add(token),
    breach: (): Breach | undefined => breach,
    must,
    opened: (opened: Store) => void (store = opened),

    bookingAdded(booking: NewBooking): void {
      counts.bookings += 1;
      kept.set(booking.id, {
        id: booking.id,
        person: personOfReason(booking.patient.reason),
        ...(booking.replaces !== undefined && { replaces: booking.replaces }),
        token: '',
        slotId: booking.slot.id,
        state: 'accepted',
        told: new Set(),
        notices: [],
      });
    },
    commandAdded(command: NewCommand): void {
      const one = kept.get(command.bookingId);
      if (command.kind === 'cancel') counts.cancellations += 1;
      counts.commands += 1;
      if (one?.replaces !== undefined) counts.moves += 1;
      if (one && command.kind !== 'cancel') {
        one.token = command.token;
        ofToken.set(command.token, one.id);
      }
      commands.set(command.id, { kind: command.kind, bookingId: command.bookingId, state: 'received' });
    },
    noticeAdded({ id, bookingId, kind }: Pick<StoredNotice, 'id' | 'bookingId' | 'kind'>): void {
      counts.notices += 1;
      const one = kept.get(bookingId);
      trace(`notice ${kind} ${one?.token}`);
      if (!one) return;
      const before = one.notices.at(-1)?.kind;
      const isTwice = before === kind && kind !== 'not-cancelled' && kind !== 'moved-by-practice';
      must(!isTwice, 'I8', () => `${one.token} is told ${kind} twice, under two ids`);
      one.notices.push({ id, kind });
      undelivered.set(id, bookingId);
    },
    /** At the other side, as often as it is sent. */
    noticeArrived(notice: NoticeToSend): void {
      const one = kept.get(notice.bookingId);
      undelivered.delete(notice.id as NoticeId);
      must(
        !one || one.notices.some(({ id, kind }) => id === notice.id && kind === notice.kind),
        'I8',
        () => `a notice arrived that was never written down: ${notice.kind}`,
      );
      const { link: _link, ...shown } = notice;
      must(!JSON.stringify(shown).includes(CANARY), 'I10', () => 'a patient is in a notice');
    },
    shifted(id: BookingId, slotId: SlotId): void {
      const one = kept.get(id);
      if (!one) return;
      trace(`shifted ${one.token} to ${slotId}`);
      one.slotId = slotId;
    },
    /** After the commit. */
    moved(read: StoreReader, id: CommandId, move: CommandMove): void {
      const command = commands.get(id);
      if (!command) return;
      if (command.state !== move.to)
        trace(`${command.kind} ${kept.get(command.bookingId)?.token} ${command.state} -> ${move.to}`);
      command.state = move.to;
      look(read, command.bookingId);
    },
    dayApplied(change: {
      readonly day: LocalDay;
      readonly generation: number;
      readonly removeSlots: readonly SlotId[];
    }): void {
      const before = generations.get(change.day) ?? 0;
      must(
        change.generation >= before,
        'I6',
        () => `reading ${change.generation} of ${change.day} was put over ${before}`,
      );
      generations.set(change.day, change.generation);
      if (product === 'GP Connect') return; // there, what is not free is not shown
      for (const id of change.removeSlots) {
        const place = deps.diary().place(id);
        const isHiddenThere =
          product === 'SystmOne' &&
          (place?.status !== 'open' || (place.statusAtMs ?? 0) > nowMs() - LONGEST_READING_MS);
        // Of what is over any answer is believed at once.
        const isOver = place && place.slot.startsAt <= deps.pcNowMs();
        must(
          !place || place.removedAtMs !== undefined || isHiddenThere || isOver === true,
          'I6',
          () => `${id} was taken off, and the diary still has it`,
        );
      }
    },

    bookingLeaves({ token, patientId, slot, reason }: BookingToSend): void {
      const one = leaves('book', token, patientId);
      must(personOfReason(reason) === one?.person, 'I7', () => `the reason of ${token} is another patient's`);
      must(
        activeSinceMs.has(slot.slotTypeId),
        'I6',
        () => `${token} left for a slot type that is switched off`,
      );
    },
    cancellationLeaves({ token, patientId }: CancellationToSend): void {
      const one = leaves('cancel', token, patientId);
      if (!one || store?.read.commands.byBooking(one.id)?.by !== 'move') return;
      const next = [...kept.values()].filter(({ replaces }) => replaces === one.id);
      must(
        next.some((other) => appointmentsOf(other).length > 0 || staffMade(other).length > 0),
        'I8',
        () => `${one.token} is cancelled for a move whose new appointment never was`,
      );
    },
    made(appointment: Appointment): void {
      const { token, patientId } = appointment;
      if (token === undefined) return;
      const one = kept.get(ofToken.get(token) ?? ('' as BookingId));
      const others = deps
        .diary()
        .withToken(token)
        .filter((other) => other !== appointment);
      must(!others.some(isLive), 'I1', () => `${token} is in the diary twice`);
      if (!bookedAgain.has(token)) mustNotBeBack(token, others);
      if (!one) return;
      must(PEOPLE[one.person]?.id === patientId, 'I7', () => `${token} is in the diary for another patient`);
      must(
        !one.told.has('not-booked'),
        'I3',
        () => `${token} was told not-booked and came to be in the diary`,
      );
      must(!one.told.has('cancelled'), 'I3', () => `${token} was told cancelled and came to be in the diary`);
    },

    shownOpen(ids: readonly SlotId[], askedAtMs: number): void {
      for (const id of ids) if ((shownOpenAtMs.get(id) ?? 0) < askedAtMs) shownOpenAtMs.set(id, askedAtMs);
    },
    switched(id: SlotTypeId, isActive: boolean): void {
      if (!isActive) activeSinceMs.delete(id);
      else if (!activeSinceMs.has(id)) activeSinceMs.set(id, nowMs());
    },
    setBack: (ms: number) => void (setBacks = [...setBacks.slice(-9), { atMs: nowMs(), ms }]),
    held(id: HoldId, slotId: SlotId, minutes: number): void {
      holds.set(id, { slotId, untilMs: nowMs() + minutes * MINUTE });
    },
    holdEnded: (id: HoldId) => void holds.delete(id),

    /** What the patients' page would show at this moment. */
    offered(slots: readonly OfferedNow[]): void {
      const now = nowMs();
      const slackMs = SECOND + setBackMs();
      const today = dayOf(asInstant(deps.pcNowMs()));
      const held = new Set(
        [...holds.values()].filter(({ untilMs }) => untilMs > now + slackMs).map(({ slotId }) => slotId),
      );
      const wanted = new Map<SlotId, Kept>();
      for (const one of kept.values())
        if (one.state !== 'not-booked' && one.state !== 'cancelled') wanted.set(one.slotId, one);
      const limits = bands.map(({ toDay, offerLimitMs }) => ({ until: addDays(today, toDay), offerLimitMs }));
      for (const slot of slots) {
        counts.offersJudged += 1;
        const shownAt = shownOpenAtMs.get(slot.id) ?? 0;
        const limitMs = (limits.find(({ until }) => slot.day <= until)?.offerLimitMs ?? 0) + slackMs;
        must(
          now - shownAt <= limitMs,
          'I6',
          () => `${slot.id} is offered, and was last shown open ${now - shownAt} ms ago`,
        );
        const since = activeSinceMs.get(slot.slotTypeId);
        must(
          since !== undefined && shownAt >= since - slackMs,
          'I6',
          () => `${slot.id} is offered of a type that is off`,
        );
        must(!held.has(slot.id), 'I6', () => `${slot.id} is offered while somebody holds it`);
        const one = wanted.get(slot.id);
        const isLet = one?.state === 'confirmed' && shownAt > (one.confirmedAtMs ?? now);
        must(
          !one || isLet,
          'I6',
          () => `${slot.id} is offered while ${one?.token} (${one?.state}) wants or has it`,
        );
      }
    },
    logged(line: string): void {
      must(!line.includes(CANARY) && !/999\d{7}/.test(line), 'I10', () => 'a patient is in the log');
    },

    /** Faults have stopped for a quarter of an hour: everything has an end, and all sides tell the same. */
    atRest(read: StoreReader): void {
      const open = read.commands.unsettled().filter(({ state }) => isPending(state));
      must(
        open.length === 0,
        'I5',
        () =>
          `${open.length} commands are still on their way: ${open.map(({ kind, state, token }) => `${kind} ${token} ${state}`).join(', ')}`,
      );
      for (const [id, bookingId] of undelivered) {
        const one = kept.get(bookingId);
        const place = one && deps.diary().place(one.slotId);
        if (one && place && place.slot.startsAt > nowMs())
          must(false, 'I8', () => `notice ${id} of ${one.token} was never delivered`);
      }
      for (const one of kept.values()) {
        mustBeTold(one);
        const live = appointmentsOf(one).filter(isLive);
        must(live.length <= 1, 'I1', () => `${one.token} has ${live.length} appointments`);
        const place = deps.diary().place(one.slotId);
        if (!place || place.slot.startsAt <= nowMs()) continue;
        const isIn = live.length > 0 || staffMade(one).some(isLive);
        const [standing] = live;
        if (one.state === 'confirmed' && standing)
          must(
            place.twins.some(({ slot }) => slot.id === standing.slotId),
            'I2',
            () => `${one.token} is shown at ${one.slotId} and stands at ${standing.slotId}`,
          );
        if (one.state === 'confirmed')
          must(isIn, 'I2', () => `${one.token} is told confirmed and is not in the diary`);
        if (one.state === 'not-booked' || one.state === 'cancelled')
          must(
            live.every((appointment) => isElsewhere(one, appointment)),
            'I3',
            () => `${one.token} is told ${one.state} and is in the diary`,
          );
      }
    },
    /** As far as its patient can know. */
    mayChange: (id: BookingId): boolean => {
      const state = kept.get(id)?.state;
      return state === 'confirmed' || state === 'accepted';
    },
    forgetBefore(day: LocalDay): void {
      for (const [id, one] of kept) {
        const isOver = one.slotId.slice(0, 10) < day && one.state !== 'accepted' && one.state !== 'checking';
        if (isOver) kept.delete(id);
      }
    },
  };
  return judge;
}

export type Judge = ReturnType<typeof createJudge>;
