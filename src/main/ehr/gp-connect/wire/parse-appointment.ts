/**
 * GP Connect's appointments, one by itself or all of a patient's. The resource is kept beside what was read from it: to
 * change an appointment, the very resource that the provider gave is sent back to it.
 */
import { z } from 'zod';

import type { Attendance } from '#shared/domain/booking.ts';
import { type EhrPatientId, type SlotId, asId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import { type Instant, type LocalDay, MINUTE } from '#shared/domain/time.ts';

import { type Resource, openBundle } from './bundle.ts';
import { check, id, idIn, notUnderstood, reference, wireTime, words } from './resource.ts';

const WHAT = 'bookings';

const appointment = z.object({
  resourceType: z.literal('Appointment'),
  id,
  meta: z.looseObject({ versionId: z.string().max(100).nullish() }).nullish(),
  status: z.string().max(50),
  serviceType: z
    .array(z.object({ text: z.string().max(500).nullish() }))
    .max(50)
    .nullish(),
  start: wireTime,
  end: wireTime,
  slot: z.array(reference).min(1).max(50),
  description: words.nullish(),
  comment: words.nullish(),
  participant: z
    .array(z.object({ actor: reference.nullish() }))
    .min(1)
    .max(50),
});

export type AppointmentId = string;

export interface KnownAppointment {
  readonly id: AppointmentId;
  /** Of the resource as it was read; needed to change it. */
  readonly version?: string;
  readonly state: 'live' | 'ended' | 'cancelled' | 'unknown';
  /** What staff have marked. That somebody walked out is told as `noshow`, too. */
  readonly attendance?: Attendance;
  readonly patientId: EhrPatientId;
  readonly slotIds: readonly SlotId[];
  readonly slotTypeName: string;
  readonly day: LocalDay;
  readonly startsAt: Instant;
  readonly durationMin: number;
  readonly description: string;
  readonly comment: string;
}

export interface ReadAppointment extends KnownAppointment {
  readonly resource: Resource;
}

/** `live`: it will be held. `ended`: it was held, or the patient did not come; the slot was theirs either way. */
const STATES: ReadonlyMap<string, KnownAppointment['state']> = new Map<string, KnownAppointment['state']>([
  ['booked', 'live'],
  ['pending', 'live'],
  ['arrived', 'ended'],
  ['fulfilled', 'ended'],
  ['noshow', 'ended'],
  ['cancelled', 'cancelled'],
  ['entered-in-error', 'cancelled'],
]);

const ATTENDANCES: ReadonlyMap<string, Attendance> = new Map<string, Attendance>([
  ['arrived', 'arrived'],
  ['fulfilled', 'finished'],
  ['noshow', 'did-not-attend'],
]);

const anObject = z.looseObject({});

export function parseAppointment(json: unknown): Outcome<ReadAppointment> {
  const parsed = check(appointment, json, WHAT);
  if (!parsed.ok) return parsed;
  const wire = parsed.value;
  const actors = wire.participant.flatMap(({ actor }) => (actor ? [actor.reference] : []));
  const [patientId, ...others] = new Set(actors.flatMap((actor) => idIn(actor, 'Patient') ?? []));
  if (patientId === undefined || others.length > 0) {
    return failed(notUnderstood(WHAT, 'a booking without its one patient'));
  }
  const slotIds = wire.slot.flatMap((one) => idIn(one.reference, 'Slot') ?? []);
  if (slotIds.length !== wire.slot.length) {
    return failed(notUnderstood(WHAT, 'a booking without its slot'));
  }
  const version = wire.meta?.versionId;
  const attendance = ATTENDANCES.get(wire.status);
  return ok({
    id: wire.id,
    ...(version ? { version } : {}),
    state: STATES.get(wire.status) ?? 'unknown',
    ...(attendance === undefined ? {} : { attendance }),
    patientId: asId(patientId),
    slotIds: slotIds.map((one) => asId(one)),
    slotTypeName: wire.serviceType?.[0]?.text ?? '',
    day: wire.start.day,
    startsAt: wire.start.at,
    durationMin: Math.round((wire.end.at - wire.start.at) / MINUTE),
    description: wire.description ?? '',
    comment: wire.comment ?? '',
    resource: anObject.parse(json),
  });
}

/** Every booking must be this patient's: another's among them would tell of a mixed-up answer. */
export function parseAppointments(
  json: unknown,
  patientId: EhrPatientId,
): Outcome<readonly ReadAppointment[]> {
  const bundle = openBundle(json, WHAT, 'Appointment', [
    'Slot',
    'Schedule',
    'Practitioner',
    'Location',
    'Organization',
    'Patient',
  ]);
  if (!bundle.ok) return bundle;
  const found: ReadAppointment[] = [];
  for (const resource of bundle.value.Appointment) {
    const parsed = parseAppointment(resource);
    if (!parsed.ok) return parsed;
    if (parsed.value.patientId !== patientId) {
      return failed(notUnderstood(WHAT, 'a booking of another patient'));
    }
    found.push(parsed.value);
  }
  return ok(found);
}
