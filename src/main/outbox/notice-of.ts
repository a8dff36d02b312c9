/**
 * Which notice a command's move is due to the patient, and about which booking. Pure: the one table of who is told what.
 * Every notice of a move is about the NEW booking, the one that was asked for; the old one's page says the rest by its state.
 */
import type { EndedBy } from '#shared/domain/booking.ts';
import type { CommandKind, CommandState } from '#shared/domain/command.ts';
import type { NoticeKind } from '#shared/domain/notice.ts';

export interface MoveToTell {
  readonly kind: CommandKind;
  readonly to: CommandState;
  /** Of a cancellation: who wanted it, or who turned out to have done it. */
  readonly by?: EndedBy | undefined;
  /** Of a booking that is to replace another: does the patient still have that one? */
  readonly keepsOld?: boolean;
}

export interface DueNotice {
  readonly kind: NoticeKind;
  readonly about: 'booking' | 'replacement';
}

const aboutIt = (kind: NoticeKind): DueNotice => ({ kind, about: 'booking' });

/** `undefined`: nothing that the patient does not know already, or nothing certain. */
export function noticeOf({ kind, to, by, keepsOld }: MoveToTell): DueNotice | undefined {
  switch (to) {
    case 'received':
    case 'ready':
    case 'sending':
    case 'unknown':
    case 'undone': // they took it back themselves
    case 'review': // the page says that the practice will be in touch; a notice would have nothing certain to say
      return undefined;
    case 'confirmed':
      // The new one of a move is told as confirmed at once: that much is certain. `moved` follows when the old one is out.
      if (kind === 'book') return aboutIt('confirmed');
      if (by === 'move') return { kind: 'moved', about: 'replacement' };
      return aboutIt(by === 'practice' ? 'cancelled-by-practice' : 'cancelled');
    case 'conflict':
    case 'rejected':
    case 'expired':
      if (kind === 'cancel') return aboutIt('not-cancelled');
      return aboutIt(keepsOld ? 'not-moved' : 'not-booked');
    case 'cancelled-by-practice':
      return aboutIt('cancelled-by-practice');
  }
}
