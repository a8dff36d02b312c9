/**
 * Waits for a booking's fate by listening to the store, so that whoever waits hears of it as soon as it is on disk and
 * never before. A booking that needs a person counts as settled: waiting longer would not tell more.
 */
import type { BookingState } from '#shared/domain/booking.ts';
import type { BookingId } from '#shared/domain/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { Booking, Store } from '../store/store.ts';

const isOpenEnded = (state: BookingState): boolean =>
  state === 'accepted' || state === 'checking' || state === 'cancelling';

export const createWaitUntilSettled =
  ({ store, clock }: { readonly store: Store; readonly clock: Clock }) =>
  async (id: BookingId, ms: number, signal?: AbortSignal): Promise<Booking | undefined> => {
    const look = () => store.read.bookings.byId(id);
    const first = look();
    if (!first || !isOpenEnded(first.state) || ms <= 0) return first;
    const done = new AbortController();
    const leave = () => done.abort();
    signal?.addEventListener('abort', leave, { once: true });
    const stopListening = store.onChanged(() => {
      const booking = look();
      if (!booking || !isOpenEnded(booking.state)) leave();
    });
    try {
      if (!signal?.aborted) await clock.sleep(ms, done.signal);
      return look();
    } finally {
      stopListening();
      signal?.removeEventListener('abort', leave);
    }
  };
