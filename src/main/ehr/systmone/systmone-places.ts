/**
 * Which of several equal parallel slots is which. SystmOne cannot tell them apart, so they are numbered: a booking of ours
 * keeps the place that its mark names, other bookings fill from the highest place down, and free ones take the lowest. So
 * a patient's booking keeps its id whatever staff do beside it. Pure.
 */

export interface Taken {
  /** The place in our mark, on a booking of ours. */
  readonly ours?: number;
  /** What keeps the order from one reading to the next. */
  readonly order: string;
}

export interface Places<T> {
  /** As many as are free, rising. */
  readonly open: readonly number[];
  readonly taken: readonly { readonly place: number; readonly by: T }[];
}

export function givePlaces<T extends Taken>(free: number, bookings: readonly T[]): Places<T> {
  const inOrder = bookings.toSorted((one, other) => compare(one.order, other.order));
  const kept = new Map<number, T>();
  const others: T[] = [];
  for (const booking of inOrder) {
    // Two that name one place: staff have copied a mark. The second is placed like any other.
    if (booking.ours !== undefined && !kept.has(booking.ours)) kept.set(booking.ours, booking);
    else others.push(booking);
  }
  const left: number[] = [];
  for (let place = 1; left.length < free + others.length; place += 1) if (!kept.has(place)) left.push(place);
  const open = left.slice(0, free);
  const fromTheTop = left.slice(free).toReversed();
  return {
    open,
    taken: [
      ...[...kept].map(([place, by]) => ({ place, by })),
      ...fromTheTop.flatMap((place, i) => {
        const by = others[i];
        return by ? [{ place, by }] : [];
      }),
    ],
  };
}

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

const MARK = /Online booking ([\w-]{6,64})(?: \(place ([1-9]\d{0,2})\))?/;

/** Our mark in the diary's comments: nothing personal, and the place only where there is more than one. */
export const formatMark = (token: string, place: number): string =>
  `Online booking ${token}${place > 1 ? ` (place ${place})` : ''}`;

export function placeInMark(comments: string | undefined): number | undefined {
  const found = MARK.exec(comments ?? '');
  return found ? Number(found[2] ?? 1) : undefined;
}
