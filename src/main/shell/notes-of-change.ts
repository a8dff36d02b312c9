/**
 * What a change is worth telling somebody who is not looking: once when trouble opens, once when it closes, for each
 * booking that needs a person, and when staff cancelled or moved in the EHR what a patient had booked online. Never a
 * patient's name: the screens of a reception are shared.
 */
import type { EventRow } from '#shared/contract/rows.ts';
import type { AppChange } from '#shared/contract/snapshot.ts';

export interface Note {
  readonly title: string;
  readonly body: string;
}

const PARTS: Readonly<Record<string, string>> = { read: 'Reading the diary', write: 'Writing bookings' };

const NEEDS_YOU = 'Live bookings shows what is known and what to do.';
const TOLD = 'The patient’s page says so. Live bookings shows which it was.';

function noteOfEvent({ kind, subject, to, why }: EventRow): Note[] {
  const part = PARTS[subject] ?? subject;
  if (kind === 'trouble-opened')
    return [{ title: 'Slotkeeper is not in step', body: `${part}: ${why ?? 'there is trouble.'}` }];
  if (kind === 'trouble-closed')
    return [{ title: 'Slotkeeper is in step again', body: `${part} works again.` }];
  if (kind === 'booking-moved' && to === 'review') {
    return [{ title: 'A booking needs you', body: NEEDS_YOU }];
  }
  if (kind === 'cancellation-moved' && to === 'review') {
    return [{ title: 'A cancellation needs you', body: NEEDS_YOU }];
  }
  if (kind === 'booking-moved' && to === 'cancelled-by-practice') {
    return [{ title: 'An online booking was cancelled in the diary', body: TOLD }];
  }
  if (kind === 'booking-shifted') {
    return [{ title: 'An online booking was moved in the diary', body: TOLD }];
  }
  return [];
}

export const notesOf = (change: AppChange): Note[] => (change.events?.put ?? []).flatMap(noteOfEvent);
