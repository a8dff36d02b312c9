/** Waits for something in the store to become true, by listening to it: never longer than asked, and not for a caller who has gone. */
import type { BookingSiteDeps } from './deps.ts';

export const createWaitUntil =
  ({ clock, onChanged }: Pick<BookingSiteDeps, 'clock' | 'onChanged'>) =>
  async (isOver: () => boolean, ms: number, signal: AbortSignal): Promise<void> => {
    if (ms <= 0 || isOver() || signal.aborted) return;
    const done = new AbortController();
    const leave = () => done.abort();
    signal.addEventListener('abort', leave, { once: true });
    const stopListening = onChanged(() => {
      if (isOver()) leave();
    });
    try {
      await clock.sleep(ms, done.signal);
    } finally {
      stopListening();
      signal.removeEventListener('abort', leave);
    }
  };

export type WaitUntil = ReturnType<typeof createWaitUntil>;
