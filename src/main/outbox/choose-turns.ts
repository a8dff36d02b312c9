/**
 * Which commands have their turn now, and when to look again. Pure. Soonest appointment first, never two at once on
 * one slot or one booking, and no waiting of one slot's command for another's: only an outage slows all of them.
 */
import type { BookingId, CommandId, SlotId } from '#shared/domain/ids.ts';
import type { Instant } from '#shared/domain/time.ts';
import type { Command } from '../store/store.ts';
import { LONGEST_WAIT_MS } from './next-attempt.ts';

export interface InFlight {
  readonly commandId: CommandId;
  readonly slotId: SlotId;
  readonly bookingId: BookingId;
}

/**
 * Past its time, or waiting longer than any wait that we ever ask for: then the PC's clock was put back, and waiting
 * on would leave the patient without an answer.
 */
export const isDue = ({ notBefore }: Command, now: Instant): boolean =>
  notBefore <= now || notBefore - now > LONGEST_WAIT_MS;

const isUnsent = ({ state }: Command): boolean => state === 'received' || state === 'ready';

/** Its deadline is over and nothing of it can be in the diary. */
export const isTooLate = (command: Command, now: Instant): boolean =>
  isUnsent(command) && now >= command.deadline;

/** At most `places` commands, from those in `received`, `ready` or `unknown`. */
export function chooseTurns(
  waiting: readonly Command[],
  now: Instant,
  inFlight: readonly InFlight[],
  places: number,
): Command[] {
  const busySlots = new Set(inFlight.map(({ slotId }) => slotId));
  const busyBookings = new Set(inFlight.map(({ bookingId }) => bookingId));
  const chosen: Command[] = [];
  const inOrder = waiting.toSorted((a, b) => a.startsAt - b.startsAt || a.createdAt - b.createdAt);
  const firstOnSlot = new Map<SlotId, Command>();
  for (const command of inOrder) {
    const first = firstOnSlot.get(command.slotId);
    if (!first || command.createdAt < first.createdAt) firstOnSlot.set(command.slotId, command);
  }
  for (const command of inOrder) {
    if (chosen.length >= places) break;
    if (busySlots.has(command.slotId) || firstOnSlot.get(command.slotId) !== command) continue;
    if (busyBookings.has(command.bookingId) || !isDue(command, now)) continue;
    busySlots.add(command.slotId);
    busyBookings.add(command.bookingId);
    chosen.push(command);
  }
  return chosen;
}

/** Milliseconds until a command comes due or its deadline passes; at most `longest`. Those due now wait for a place, not for time. */
export function untilNextTurn(waiting: readonly Command[], now: Instant, longest: number): number {
  return waiting
    .filter((command) => !isDue(command, now))
    .map((command) => (isUnsent(command) ? Math.min(command.notBefore, command.deadline) : command.notBefore))
    .reduce((soonest, at) => Math.max(0, Math.min(soonest, at - now)), longest);
}
