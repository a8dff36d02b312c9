/** Why a day of the diary is not there to be shown. Pure. */
import { type LocalDay, daysBetween, formatDay } from '#shared/domain/time.ts';

export function unreadWords(
  day: LocalDay,
  today: LocalDay,
  horizonDays: number,
  ehr: string,
): { readonly title: string; readonly words: string } {
  const name = formatDay(day);
  if (day < today)
    return { title: `${name} has passed`, words: `Past days are not read. Look them up in ${ehr}.` };
  if (daysBetween(today, day) > horizonDays)
    return {
      title: `${name} is too far ahead`,
      words: `The diary is read ${horizonDays} days ahead. Nothing beyond is offered to patients.`,
    };
  return {
    title: `${name} has not been read yet`,
    words: `It appears here as soon as ${ehr} has been read for the first time. Until then nothing of it is offered to patients.`,
  };
}
