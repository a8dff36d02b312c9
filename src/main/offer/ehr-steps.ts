/**
 * What to do in the EHR itself, step by step, to copy and hand on. Only for systems whose menus we know; for any other
 * there are none, rather than wrong ones.
 */
import { type LocalDay, formatDay } from '#shared/domain/time.ts';

export function ehrStepsFor(
  ehr: string,
  { slotTypeName, day }: { readonly slotTypeName: string; readonly day: LocalDay },
): readonly string[] {
  if (ehr !== 'EMIS Web') return [];
  return [
    'In EMIS Web, open Appointment Book.',
    `Go to ${formatDay(day)} and look for a session with slots of the type "${slotTypeName}".`,
    `If there is none, create the session for that day, or change the type of its slots to "${slotTypeName}".`,
    'If the slots are there but blocked, unblock those that patients may book. Embargoed slots are released by themselves at their time.',
    'If the type itself is missing or cannot be booked: Appointment Book > Appts Config > Organisation Options > Slot Types.',
    `There, open "${slotTypeName}" and see that "Bookable Slot" is ticked.`,
    'Back in Slotkeeper, press Check now.',
  ];
}
