/**
 * What to do in the practice's own system, step by step, to copy and hand on. Only for menus that we know, one list for
 * each protocol; GP Connect is no program that anybody opens, so its steps are for whichever system answers behind it.
 */
import type { EhrProduct } from '#shared/domain/ehr.ts';
import { type LocalDay, formatDay } from '#shared/domain/time.ts';

interface Asked {
  readonly slotTypeName: string;
  readonly day: LocalDay;
}

const CHECK = 'Back in Slotkeeper, press Check now.';

const STEPS: Readonly<Record<EhrProduct, (name: string, day: string) => readonly string[]>> = {
  'EMIS Web': (name, day) => [
    'In EMIS Web, open Appointment Book.',
    `Go to ${day} and look for a session with slots of the type "${name}".`,
    `If there is none, create the session for that day, or change the type of its slots to "${name}".`,
    'If the slots are there but blocked, unblock those that patients may book. Embargoed slots are released by themselves at their time.',
    'If the type itself is missing or cannot be booked: Appointment Book > Appts Config > Organisation Options > Slot Types.',
    `There, open "${name}" and see that "Bookable Slot" is ticked.`,
    CHECK,
  ],
  SystmOne: (name, day) => [
    `In SystmOne, go to the appointments of ${day} and look for a rota with slots of the type "${name}".`,
    `If there is none, add the rota for that day, or change the type of its slots to "${name}".`,
    'If the slots are there, see that some are free and not blocked: Slotkeeper is told about free slots and booked appointments only.',
    'If the type itself is missing or never free: Setup > Appointments > Slot types.',
    `There, see that the "Type" column says bookable for "${name}", not blocked, and look whether its tick box for remote booking is as you want it.`,
    CHECK,
  ],
  'GP Connect': (name, day) => [
    'GP Connect shows what your own clinical system gives to it. Take these steps in that system.',
    `In its appointment book, go to ${day} and look for a session with slots of the type "${name}".`,
    `If there is none, build the session for that day, or change the type of its slots to "${name}".`,
    'See that some of the slots are free and set as bookable through GP Connect: no others are shown.',
    'See that the day lies within the booking window and that the slots are not embargoed: until then they are not shown.',
    'See that the slots are not kept for certain organisations only.',
    CHECK,
  ],
};

export const ehrStepsFor = (ehr: EhrProduct, { slotTypeName, day }: Asked): readonly string[] =>
  STEPS[ehr](slotTypeName, formatDay(day));
