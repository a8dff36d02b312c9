/**
 * Schedules with who and what they point to: the site, the clinicians, the job, the hours. What points nowhere inside the
 * answer has no name; a schedule without a site is none, since nothing could be booked into it.
 */
import { z } from 'zod';

import { asId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import type { Clinician, Site } from '#shared/domain/session.ts';

import type { Resource } from './bundle.ts';
import { EXTENSION, SYSTEM } from './names.ts';
import {
  check,
  extensions,
  humanNames,
  id,
  idIn,
  maybeName,
  nameIn,
  notUnderstood,
  reference,
  wireTime,
} from './resource.ts';
import type { WireTime } from './times.ts';

const WHAT = 'free slots';

const schedule = z.object({
  id,
  extension: extensions,
  serviceCategory: z.object({ text: maybeName }).nullish(),
  actor: z.array(reference).max(50),
  planningHorizon: z.object({ start: wireTime.nullish(), end: wireTime.nullish() }).nullish(),
});
const practitioner = z.object({ id, name: humanNames });
const location = z.object({ id, name: maybeName });
const organisation = z.object({
  identifier: z
    .array(z.object({ system: z.string().max(300).nullish(), value: z.string().max(100).nullish() }))
    .max(50)
    .nullish(),
});
const role = z.object({
  valueCodeableConcept: z.object({
    text: maybeName,
    coding: z
      .array(z.object({ code: maybeName, display: maybeName }))
      .max(20)
      .nullish(),
  }),
});

export interface Schedule {
  readonly id: string;
  readonly name: string;
  readonly site: Site;
  readonly clinicians: readonly Clinician[];
  readonly role?: string;
  readonly opens?: WireTime;
  readonly closes?: WireTime;
}

export interface Beside {
  readonly Schedule: readonly Resource[];
  readonly Practitioner: readonly Resource[];
  readonly Location: readonly Resource[];
  readonly Organization: readonly Resource[];
}

export function parseSchedules(found: Beside): Outcome<ReadonlyMap<string, Schedule>> {
  const people = check(z.array(practitioner), found.Practitioner, WHAT);
  if (!people.ok) return people;
  const places = check(z.array(location), found.Location, WHAT);
  if (!places.ok) return places;
  const rows = check(z.array(schedule), found.Schedule, WHAT);
  if (!rows.ok) return rows;
  const personNames = new Map(people.value.map((one) => [one.id, nameIn(one.name, true)]));
  const placeNames = new Map(places.value.map((one) => [one.id, one.name]));

  const schedules = new Map<string, Schedule>();
  for (const row of rows.value) {
    const actors = row.actor.map((one) => one.reference);
    const [siteId] = actors.flatMap((actor) => idIn(actor, 'Location') ?? []);
    if (siteId === undefined) return failed(notUnderstood(WHAT, 'a schedule without a site'));
    const clinicianIds = actors.flatMap((actor) => idIn(actor, 'Practitioner') ?? []);
    const job = roleOf(row.extension);
    const { start, end } = row.planningHorizon ?? {};
    schedules.set(row.id, {
      id: row.id,
      name: row.serviceCategory?.text ?? '',
      site: { id: asId(siteId), name: placeNames.get(siteId) ?? '' },
      clinicians: [...new Set(clinicianIds)].map((one) => ({
        id: asId(one),
        name: personNames.get(one) ?? '',
      })),
      ...(job === '' ? {} : { role: job }),
      ...(start ? { opens: start } : {}),
      ...(end ? { closes: end } : {}),
    });
  }
  return ok(schedules);
}

/** In words; the code itself where there are none. */
function roleOf(list: z.infer<typeof extensions>): string {
  const given = role.safeParse(list.find(({ url }) => url === EXTENSION.practitionerRole));
  if (!given.success) return '';
  const { text, coding } = given.data.valueCodeableConcept;
  const [first] = coding ?? [];
  return first?.display || text || first?.code || '';
}

/** Whose diary it is. */
export function odsCodesOf(organisations: readonly Resource[]): readonly string[] {
  const codes = organisations.flatMap((one) => organisation.safeParse(one).data?.identifier ?? []);
  return codes.flatMap(({ system, value }) => (system === SYSTEM.odsCode && value ? [value] : []));
}
