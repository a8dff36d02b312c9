/** The window's clock: one tick a second for everything on screen that counts. The only place that asks what time it is. */
import { useSyncExternalStore } from 'react';
import { type Instant, type LocalDay, asInstant, dayOf } from '#shared/domain/time.ts';

const listeners = new Set<() => void>();
let current = asInstant(Date.now());
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  current = asInstant(Date.now());
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Now, to about a second. */
export const useNow = (): Instant => useSyncExternalStore(subscribe, () => current);

/** Draws again only when the minute changes. */
export const useMinute = (): Instant =>
  useSyncExternalStore(subscribe, () => asInstant(Math.floor(current / 60_000) * 60_000));

/** Draws again only at midnight in the practice. */
export const useToday = (): LocalDay => useSyncExternalStore(subscribe, () => dayOf(current));
