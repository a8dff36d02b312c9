/**
 * The addresses of the pages, in one place. `visit` in an address is only the number of a visit, worthless without the
 * browser's cookie; it keeps what was typed when the patient goes back for another time.
 */
import type { LocalDay } from '#shared/domain/time.ts';

const withQuery = (path: string, query: Readonly<Record<string, string | undefined>>): string => {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
};

export const whatAddress = (type?: string, visit?: string): string => withQuery('/what', { type, visit });
export const whenAddress = (type: string, visit?: string): string => withQuery('/when', { type, visit });
export const timesAddress = (type: string, day: LocalDay, visit?: string): string =>
  withQuery('/times', { type, day, visit });

export type VisitStep = 'who' | 'reason' | 'check' | 'book';
export const visitAddress = (visit: string, step: VisitStep): string =>
  `/visits/${encodeURIComponent(visit)}/${step}`;

/** Pages of one booking, each opened by the secret of its private link. */
export type ChangeStep = 'cancel' | 'undo' | 'no-others' | 'move' | 'move/times' | 'move/hold' | 'move/check';
export const changeAddress = (
  booking: { readonly id: string; readonly secret: string },
  step: ChangeStep,
  more: { readonly day?: LocalDay; readonly visit?: string } = {},
): string =>
  withQuery(`/bookings/${encodeURIComponent(booking.id)}/${step}`, {
    token: booking.secret,
    day: more.day,
    visit: more.visit,
  });
