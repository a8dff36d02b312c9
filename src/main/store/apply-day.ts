/**
 * Applies one day's decided change: rows, watermark and revision together. A change of an older generation than the
 * stored one does nothing. Puts come before removals, so that a slot which moved to another session is not taken away
 * with the session that it left.
 */
import { type Instant, endOfDay, startOfDay } from '#shared/domain/time.ts';

import type { DiaryDayChange } from './store.ts';
import type { CommandRows } from './tables/commands.ts';
import type { DayRows } from './tables/days.ts';
import type { WriteInProgress } from './tables/meta.ts';
import type { SessionRows } from './tables/sessions.ts';
import type { SlotRows } from './tables/slots.ts';

interface Rows {
  readonly days: DayRows;
  readonly sessions: SessionRows;
  readonly slots: SlotRows;
  readonly commands: CommandRows;
}

export function createApplyDay(
  { days, sessions, slots, commands }: Rows,
  writing: WriteInProgress,
): (change: DiaryDayChange, at: Instant) => void {
  return (change, at) => {
    writing.mustBeOpen();
    const { day, countsReadAt: readAt } = change;
    const stored = days.read.byDay(day);
    if (stored !== undefined && change.generation < stored.generation) return;

    const revision = writing.revision();
    const stamp = { at, revision, readAt };
    for (const session of change.putSessions) sessions.put(session, revision);
    slots.put(change.putSlots, stamp);
    slots.remove(change.removeSlots, day, stamp);
    for (const id of change.removeSessions) {
      // A slot whose session is gone could still be booked, by nobody's name: it goes with it.
      if (sessions.remove(id, day, at, revision)) slots.removeOfSession(id, day, stamp);
    }
    days.put(change, revision);
    commands.releaseSlots({ from: startOfDay(day), to: endOfDay(day), readAt, at });
  };
}
