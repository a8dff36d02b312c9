/** The question as the address holds it, so that it can be linked to, and kept when going back. Pure. */
import type { WhyQuestion } from '#shared/contract/rows.ts';
import { asId } from '#shared/domain/ids.ts';
import { parseClock, parseDay } from '#shared/domain/time.ts';

type Query = Readonly<Record<string, string | undefined>>;

/** `undefined` until there are a slot type and a day. A time that is none is left out. */
export function readQuestion(query: Query): WhyQuestion | undefined {
  const day = parseDay(query['day'] ?? '');
  if (!query['type'] || !day) return undefined;
  const minutes = parseClock(query['time'] ?? '');
  return {
    slotTypeId: asId(query['type']),
    day,
    ...(minutes === undefined ? {} : { minutes }),
    ...(query['clinician'] ? { clinicianId: asId(query['clinician']) } : {}),
  };
}
