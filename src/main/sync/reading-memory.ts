/**
 * What the loop remembers between readings and a restart may forget: when each session's slots were last read, and what
 * a suspect day said first. Forgetting only makes it read more.
 */
import type { SessionId } from '#shared/domain/ids.ts';
import type { LocalDay } from '#shared/domain/time.ts';

import type { SessionRead } from './choose-sessions.ts';
import type { Suspicion } from './guard-vanishing.ts';

export type SessionReads = ReadonlyMap<SessionId, SessionRead>;

export interface ReadingMemory {
  readsOf(day: LocalDay): SessionReads;
  setReads(day: LocalDay, reads: SessionReads): void;
  suspicionOf(day: LocalDay): Suspicion | undefined;
  setSuspicion(day: LocalDay, suspicion: Suspicion | undefined): void;
  forgetBefore(day: LocalDay): void;
  /** After the PC's clock was set back: every remembered time is doubtful. */
  forgetAll(): void;
}

const NONE: SessionReads = new Map();

export function createReadingMemory(): ReadingMemory {
  const reads = new Map<LocalDay, SessionReads>();
  const suspicions = new Map<LocalDay, Suspicion>();
  return {
    readsOf: (day) => reads.get(day) ?? NONE,
    setReads: (day, ofDay) => void reads.set(day, ofDay),
    suspicionOf: (day) => suspicions.get(day),
    setSuspicion: (day, suspicion) =>
      void (suspicion ? suspicions.set(day, suspicion) : suspicions.delete(day)),
    forgetBefore: (day) => {
      for (const known of [...reads.keys(), ...suspicions.keys()])
        if (known < day) {
          reads.delete(known);
          suspicions.delete(known);
        }
    },
    forgetAll: () => {
      reads.clear();
      suspicions.clear();
    },
  };
}
