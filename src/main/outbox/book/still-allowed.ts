/**
 * The last question before a booking is sent, asked inside the transaction that writes the intent: may it still be?
 * The practice can switch a slot type off, and time passes, while the EHR is being asked (H11, H17).
 */
import type { CommandState } from '#shared/domain/command.ts';
import { failure, type Failure } from '#shared/domain/failure.ts';
import type { SlotTypeId } from '#shared/domain/ids.ts';
import type { Instant } from '#shared/domain/time.ts';
import type { BookedSlot, Command } from '../../store/store.ts';
import { SAID_TO_RECEPTION } from '../words-for-reception.ts';

/** `undefined`: go on. The deadline includes the shortest notice: it is set so when the command is made. */
export function whyNotSend(
  command: Pick<Command, 'deadline'>,
  slot: Pick<BookedSlot, 'slotTypeId'>,
  activeTypes: ReadonlySet<SlotTypeId>,
  now: Instant,
): { readonly to: CommandState; readonly failure: Failure } | undefined {
  if (now >= command.deadline)
    return { to: 'expired', failure: failure('not-offered', SAID_TO_RECEPTION.tooLate) };
  if (!activeTypes.has(slot.slotTypeId)) {
    return { to: 'rejected', failure: failure('not-offered', SAID_TO_RECEPTION.switchedOff) };
  }
  return undefined;
}
