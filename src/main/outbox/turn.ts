/** What the steps of a turn hand to each other, and how a turn ends. */
import type { Failure } from '#shared/domain/failure.ts';
import type { EhrPatientId } from '#shared/domain/ids.ts';
import type { BookedSlot, BookingPatient } from '../store/store.ts';
import type { SaidNo } from './book/settle-book.ts';

export type TurnEnd =
  | { readonly kind: 'settled' } // the command moved on; nothing of it is left to be counted
  | { readonly kind: 'sent'; readonly saidNo?: SaidNo } // a request left, or may have: doubt is counted from here
  | { readonly kind: 'in-doubt' } // read back, and nothing certain yet
  | { readonly kind: 'try-again' } // something was out of order; its wait is on disk
  | { readonly kind: 'given-up' }; // stopping: as if the turn had not been

/** Milliseconds to wait after this failure, longer with each one in a row. */
export type WaitAfter = (failure: Failure) => number;

/** Everything that a request to the diary is made of. */
export interface KnownBooking {
  readonly slot: BookedSlot;
  readonly patient: BookingPatient;
  readonly patientId: EhrPatientId;
  /** As the EHR has it. */
  readonly name: string | undefined;
}
