/** What the practice's own staff do in the EHR while nobody asks Slotkeeper: they are always right, and never announced. */
import type { Dice } from '../../src/main/ports/dice.ts';
import { ATTENDANCES } from '../../src/shared/domain/booking.ts';
import { addDays, asInstant, dayOf } from '../../src/shared/domain/time.ts';
import { CANARY, PEOPLE } from './people.ts';
import { type Appointment, type Place, type PracticeDiary, isFreePlace, isLive } from './practice-diary.ts';
import type { Weather } from './weather.ts';

export function createStaff(deps: {
  readonly diary: PracticeDiary;
  readonly dice: Dice;
  readonly weather: Weather;
  readonly nowMs: () => number;
  /** Moving an appointment takes our mark along. Where it does not, it is a cancellation and a booking of their own. */
  readonly keepsMark: boolean;
  readonly trace: (line: string) => void;
}) {
  const { diary, dice, weather, nowMs, trace } = deps;
  const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(dice.fraction() * all.length)];
  const coming = (): Place[] => {
    const today = dayOf(asInstant(nowMs()));
    return [0, 1, 2]
      .flatMap((ahead) => diary.onDay(addDays(today, ahead)))
      .flatMap(({ places }) => places)
      .filter(({ slot }) => slot.startsAt > nowMs());
  };
  const online = (): Appointment[] =>
    coming().flatMap(({ appointment }) =>
      appointment?.token !== undefined && isLive(appointment) ? [appointment] : [],
    );

  const setStatus = (place: Place, status: Place['status']): void => {
    place.status = status;
    place.statusAtMs = nowMs();
  };
  /** Nobody is marked as arrived days ahead. */
  const expected = (): Appointment[] => {
    const today = dayOf(asInstant(nowMs()));
    return online().filter(({ slotId }) => diary.place(slotId)?.slot.day === today);
  };

  const acts: Readonly<Record<string, () => void>> = {
    'staff book': () => {
      const place = pick(coming().filter(isFreePlace));
      const person = pick(PEOPLE);
      const reason = `${CANARY} rang the desk`;
      if (place && person) diary.book({ slotId: place.slot.id, patientId: person.id, reason });
    },
    'staff cancel': () => {
      const appointment = pick(online());
      if (appointment) diary.end(appointment, 'staff');
    },
    'staff block': () => {
      const place = pick(coming().filter(isFreePlace));
      if (place) setStatus(place, 'blocked');
    },
    'staff unblock': () => {
      const place = pick(coming().filter(({ status }) => status !== 'open'));
      if (place) setStatus(place, 'open');
    },
    'staff take out a slot': () => {
      const place = pick(coming().filter(isFreePlace));
      if (place) place.removedAtMs = nowMs();
    },
    'staff move': () => {
      const appointment = pick(online());
      const from = appointment && diary.place(appointment.slotId);
      const to = pick(
        coming().filter(
          (place) =>
            isFreePlace(place) &&
            place.slot.slotTypeId === from?.slot.slotTypeId &&
            !from.twins.includes(place),
        ),
      );
      if (!appointment || !to) return;
      if (deps.keepsMark) return diary.shift(appointment, to);
      const { patientId, reason } = appointment;
      diary.end(appointment, 'staff');
      diary.book({ slotId: to.slot.id, patientId, reason });
    },
    'staff mark': () => {
      const appointment = pick(expected());
      const mark = pick(ATTENDANCES);
      if (appointment && mark) appointment.attendance = mark;
    },
  };

  return {
    act(): void {
      const name = pick(Object.keys(acts)) ?? '';
      weather.note(name);
      trace(name);
      acts[name]?.();
    },
  };
}
