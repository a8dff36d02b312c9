/** What staff do in the diary just while we do not know how a request of ours ended: what a wrong guess would stumble over. */
import type { BookingToSend } from '../../src/main/ports/ehr-diary.ts';
import { SECOND } from '../../src/shared/domain/time.ts';
import { CANARY, PEOPLE } from './people.ts';
import { isLive } from './practice-diary.ts';
import type { EhrDeps } from './simulated-ehr.ts';

/** After our limit and after two looks that were too hasty, and before most late requests arrive. */
const UNTIL_GIVEN_BACK_MS = 42 * SECOND;
const BORROWED = `${CANARY} rang the desk, and then again`;

export interface StaffMeanwhile {
  /** They take out again what has just come in. */
  undo(): void;
  /** They take the slot themselves, and give it back before ours arrives. */
  borrow(): void;
}

export function staffMeanwhile(
  { diary, time, view, weather }: Pick<EhrDeps, 'diary' | 'time' | 'view' | 'weather'>,
  { slot, patientId, token }: BookingToSend,
): StaffMeanwhile {
  return {
    undo() {
      const made = diary.withToken(token).find(isLive);
      if (made) diary.end(made, 'staff');
    },
    borrow() {
      const [someone] = PEOPLE.filter(({ id }) => id !== patientId);
      if (!someone) return;
      const places = view.product === 'SystmOne' ? (diary.place(slot.id)?.twins ?? []) : [{ slot }];
      const taken = places.flatMap(
        (place) => diary.book({ slotId: place.slot.id, patientId: someone.id, reason: BORROWED }) ?? [],
      );
      weather.note('staff borrow the slot');
      time.inWorld(UNTIL_GIVEN_BACK_MS, () => {
        for (const one of taken) if (isLive(one)) diary.end(one, 'staff');
      });
    },
  };
}
