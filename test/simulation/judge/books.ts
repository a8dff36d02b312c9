/** The judge's own books: what was asked for, what each booking was last seen to be, and what its patient was told for good. */
import type { EhrProduct } from '../../../src/main/ports/ehr-diary.ts';
import type { Booking, NewBooking, NewCommand } from '../../../src/main/store/store.ts';
import type { EndedBy } from '../../../src/shared/domain/booking.ts';
import type { BookingId, CommandId, NoticeId, SlotId } from '../../../src/shared/domain/ids.ts';
import type { NoticeKind } from '../../../src/shared/domain/notice.ts';
import type { LocalDay } from '../../../src/shared/domain/time.ts';
import { PEOPLE, personOfReason } from '../people.ts';
import { type Appointment, type PracticeDiary, isLive } from '../practice-diary.ts';

export interface Breach {
  readonly invariant: string;
  readonly what: string;
}

export interface JudgeDeps {
  readonly nowMs: () => number;
  readonly pcNowMs: () => number;
  readonly product: EhrProduct;
  readonly diary: () => PracticeDiary;
  readonly pace: { readonly horizonDays: number; readonly nearEverySeconds: number };
  readonly trace: (line: string) => void;
}

/** What a booking was last seen to be, and what its patient was told for good. */
export interface Kept {
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
  offersJudged: number;
}

export type Books = ReturnType<typeof createBooks>;

export function createBooks({ diary, nowMs, trace }: JudgeDeps) {
  const counts: JudgeCounts = {
    ...{ checks: 0, commands: 0, cancellations: 0, moves: 0, reviews: 0 },
    ...{ bookings: 0, notices: 0, confirmed: 0, offersJudged: 0 },
  };
  const kept = new Map<BookingId, Kept>();
  const ofToken = new Map<string, BookingId>();
  const commands = new Map<CommandId, { kind: NewCommand['kind']; bookingId: BookingId; state: string }>();
  let breach: Breach | undefined;

  const isOverElsewhere = (one: Kept, { slotId }: Appointment): boolean =>
    slotId !== one.slotId && (diary().place(slotId)?.slot.startsAt ?? 0) <= nowMs();

  return {
    counts,
    kept,
    commands,
    breach: (): Breach | undefined => breach,
    /** The first that is not so is the breach. */
    must(isTrue: boolean, invariant: string, what: () => string): void {
      counts.checks += 1;
      if (isTrue || breach) return;
      breach = { invariant, what: what() };
      trace(`BREACH ${invariant} ${breach.what}`);
    },
    withToken: (token: string): Kept | undefined => kept.get(ofToken.get(token) ?? ('' as BookingId)),
    appointmentsOf: (one: Kept): readonly Appointment[] => diary().withToken(one.token),
    /** Staff may have booked the same patient into the same slot by hand: then the diary has what was asked for. */
    staffMade: (one: Kept): readonly Appointment[] =>
      diary()
        .inSlot(one.slotId)
        .filter(({ token, patientId }) => token === undefined && patientId === PEOPLE[one.person]?.id),

    /**
     * Those it would be untrue to call cancelled. Not one that staff moved to a time which was over before this PC was awake to
     * notice: nobody can come to it any more, and what the patient has to know is that theirs does not stand.
     */
    standing: (one: Kept): readonly Appointment[] =>
      diary()
        .withToken(one.token)
        .filter((appointment) => isLive(appointment) && !isOverElsewhere(one, appointment)),

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
    shifted(id: BookingId, slotId: SlotId): void {
      const one = kept.get(id);
      if (!one) return;
      trace(`shifted ${one.token} to ${slotId}`);
      one.slotId = slotId;
    },
    isOver: (id: BookingId): boolean => kept.get(id)?.state === 'not-booked',
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
}
