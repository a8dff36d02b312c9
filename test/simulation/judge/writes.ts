/** I1, I3, I4, I7 and I9: at the moment in which a request leaves the PC, and in which an appointment comes to be. */
import type { BookingToSend, CancellationToSend } from '../../../src/main/ports/ehr-diary.ts';
import type { Command, Store, StoreReader } from '../../../src/main/store/store.ts';
import type { BookingId, SlotTypeId } from '../../../src/shared/domain/ids.ts';
import { PEOPLE, personOfReason } from '../people.ts';
import { type Appointment, isLive } from '../practice-diary.ts';
import type { Books, JudgeDeps, Kept } from './books.ts';

const AUDITED = { book: 'booking-moved', cancel: 'cancellation-moved' } as const;
const hasAudit = (read: StoreReader, id: BookingId, of: keyof typeof AUDITED): boolean =>
  read.audit
    .recent(40)
    .some(({ subject, to, kind }) => subject === id && to === 'sending' && kind === AUDITED[of]);

export function judgeWrites({ diary }: JudgeDeps, books: Books, isOn: (id: SlotTypeId) => boolean) {
  const { must, kept, withToken, appointmentsOf, staffMade } = books;
  const bookedAgain = new Set<string>();
  let store: Store | undefined;

  /** I9 and I7, at the moment in which a request leaves. */
  function leaves(kind: 'book' | 'cancel', token: string, patientId: string): Kept | undefined {
    const one = withToken(token);
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

  function mustNotBeBack(token: string, others: readonly Appointment[]): void {
    must(
      !others.some(({ endedBy }) => endedBy === 'staff'),
      'I4',
      () => `${token} was taken out by staff and is back`,
    );
    must(!others.some(({ endedBy }) => endedBy === 'us'), 'I4', () => `${token} was cancelled and is back`);
  }

  return {
    opened: (opened: Store) => void (store = opened),
    /** A person has looked, and asked for it to be booked once more. */
    bookAgain: (token: string) => void bookedAgain.add(token),
    bookingLeaves({ token, patientId, slot, reason }: BookingToSend): void {
      const one = leaves('book', token, patientId);
      must(personOfReason(reason) === one?.person, 'I7', () => `the reason of ${token} is another patient's`);
      must(isOn(slot.slotTypeId), 'I6', () => `${token} left for a slot type that is switched off`);
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
      const one = withToken(token);
      const others = diary()
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
  };
}
