/** What switching one or several slot types would do, added up. Pure. */
import type { SwitchPreview } from '#shared/contract/rows.ts';
import type { LocalDay } from '#shared/domain/time.ts';
import { countOf } from '#shared/domain/time-words.ts';

export interface SwitchSum {
  readonly isActive: boolean;
  readonly appointments: number;
  readonly byDay: readonly { readonly day: LocalDay; readonly appointments: number }[];
  readonly byClinician: readonly { readonly clinician: string; readonly appointments: number }[];
  readonly heldNow: number;
  readonly futureBookings: number;
  /** Types that the EHR itself says cannot be booked. */
  readonly notBookable: number;
}

function addUp<Key extends string>(pairs: readonly (readonly [Key, number])[]): (readonly [Key, number])[] {
  const sums = new Map<Key, number>();
  for (const [key, count] of pairs) sums.set(key, (sums.get(key) ?? 0) + count);
  return [...sums];
}

export function sumPreviews(isActive: boolean, previews: readonly SwitchPreview[]): SwitchSum {
  const total = (of: (preview: SwitchPreview) => number) =>
    previews.reduce((sum, preview) => sum + of(preview), 0);
  const days = addUp(previews.flatMap((p) => p.byDay.map((one) => [one.day, one.appointments] as const)));
  const clinicians = addUp(
    previews.flatMap((p) => p.byClinician.map((one) => [one.clinician, one.appointments] as const)),
  );
  return {
    isActive,
    appointments: total((preview) => preview.appointments),
    byDay: days
      .map(([day, appointments]) => ({ day, appointments }))
      .sort((a, b) => a.day.localeCompare(b.day)),
    byClinician: clinicians
      .map(([clinician, appointments]) => ({ clinician, appointments }))
      .sort((a, b) => b.appointments - a.appointments || a.clinician.localeCompare(b.clinician)),
    heldNow: total((preview) => preview.heldNow),
    futureBookings: total((preview) => preview.futureBookings),
    notBookable: previews.filter((preview) => preview.bookableInEhr === false).length,
  };
}

/** `Switching on adds 38 appointments on 6 days.` */
export function saySwitch({ isActive, appointments, byDay }: SwitchSum): string {
  const days = byDay.filter((one) => one.appointments > 0).length;
  if (appointments === 0)
    return isActive
      ? 'Switching on adds no appointment for now: none is open in the days that are read.'
      : 'Switching off takes away no appointment: none is offered now.';
  const much = `${countOf(appointments, 'appointment')} on ${countOf(days, 'day')}`;
  return isActive ? `Switching on adds ${much}.` : `Switching off takes away ${much}.`;
}
