/**
 * How long each doubtful booking has been in doubt, on the monotonic clock: a PC whose clock is set must not settle a
 * doubt early. Kept in memory only: after a restart every age begins anew, so it is never longer than the truth, and a *no*
 * of the EHR is forgotten, so that its settle time is waited for as well.
 */
import type { CommandId } from '#shared/domain/ids.ts';
import type { Instant } from '#shared/domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Command } from '../store/store.ts';
import type { Doubt, SaidNo } from './book/settle-book.ts';
import type { Sighting } from './sight-slot.ts';

export interface DoubtBook {
  /** Our request is over: answered, given up, or its socket closed. `saidNo`: by the EHR's own *no*. */
  noteSent(id: CommandId, saidNo?: SaidNo): void;
  /** The diary, read after the settle time, does not have it. */
  noteAbsence(id: CommandId, sighting: Sighting): void;
  doubtOf(command: Command, now: Instant): Doubt;
  forget(id: CommandId): void;
}

export function createDoubtBook(clock: Clock): DoubtBook {
  const openedMs = clock.monotonicMs();
  const sent = new Map<CommandId, { readonly atMs: number; readonly saidNo: SaidNo | undefined }>();
  const absent = new Map<CommandId, { readonly sighting: Sighting; readonly seenMs: number }>();
  return {
    noteSent(id, saidNo) {
      sent.set(id, { atMs: clock.monotonicMs(), saidNo });
      absent.delete(id);
    },
    noteAbsence(id, sighting) {
      absent.set(id, { sighting, seenMs: clock.monotonicMs() });
    },
    doubtOf({ id, attempts, deadline, startsAt }, now) {
      const nowMs = clock.monotonicMs();
      const before = absent.get(id);
      const last = sent.get(id);
      return {
        sinceSentMs: nowMs - (last?.atMs ?? openedMs),
        ...(last?.saidNo && { saidNo: last.saidNo }),
        attempts,
        isBeforeDeadline: now < deadline,
        hasStarted: now >= startsAt,
        ...(before && { before: { sighting: before.sighting, agoMs: nowMs - before.seenMs } }),
      };
    },
    forget(id) {
      sent.delete(id);
      absent.delete(id);
    },
  };
}
