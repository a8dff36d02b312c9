/**
 * A booking → the Appointment that GP Connect wants, and changes of one that it gave. References are relative, and the two
 * fields that it forbids (reason, specialty) are never there: what the patient wrote travels as the comment.
 */
import { type Instant, MINUTE, formatInstant, later } from '#shared/domain/time.ts';

import type { BookingToSend } from '../../../ports/ehr-diary.ts';
import type { Configuration } from '../../../ports/settings.ts';
import type { Resource } from './bundle.ts';
import { EXTENSION, PROFILE, SYSTEM } from './names.ts';

const LONGEST_DESCRIPTION = 100;
const LONGEST_COMMENT = 500;

/** One line, without control characters and halves of characters. */
function formatText(text: string, longest: number): string {
  const line = text
    .replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
  // Cut in the middle of a pair, the half that is left could not be encoded.
  return line
    .slice(0, longest)
    .replace(/\p{Cs}$/u, '')
    .trim();
}

export const formatDescription = (text: string): string => formatText(text, LONGEST_DESCRIPTION);
export const formatComment = (text: string): string => formatText(text, LONGEST_COMMENT);

export function formatBooking(
  { session, slot, patientId, reason, token }: BookingToSend,
  practice: Configuration['practice'],
  now: Instant,
): Resource {
  const comment = formatComment(reason);
  const people = session.clinicians.map(({ id }) => `Practitioner/${id}`);
  const actors = [`Patient/${patientId}`, `Location/${session.site.id}`, ...people];
  return {
    resourceType: 'Appointment',
    meta: { profile: [PROFILE.appointment] },
    contained: [formatPractice(practice)],
    extension: [{ url: EXTENSION.bookingOrganisation, valueReference: { reference: '#1' } }],
    status: 'booked',
    description: formatDescription(`Online booking ${token}`),
    start: formatInstant(slot.startsAt),
    end: formatInstant(later(slot.startsAt, slot.durationMin * MINUTE)),
    slot: [{ reference: `Slot/${slot.id}` }],
    created: formatInstant(now),
    ...(comment === '' ? {} : { comment }),
    participant: actors.map((reference) => ({ actor: { reference }, status: 'accepted' })),
  };
}

/** Its type may be given because the free slots were searched for under the same one. */
const formatPractice = ({ name, odsCode, phone }: Configuration['practice']): Resource => ({
  resourceType: 'Organization',
  id: '1',
  meta: { profile: [PROFILE.organisation] },
  identifier: [{ system: SYSTEM.odsCode, value: odsCode }],
  type: [{ coding: [{ system: SYSTEM.organisationType, code: 'gp-practice' }] }],
  name,
  telecom: [{ system: 'phone', value: phone || 'Not given' }],
});

export interface AppointmentChange {
  readonly description?: string;
  readonly comment?: string;
}

/** The description must always say something; an emptied comment is left out. */
export function formatAmended(resource: Resource, { description, comment }: AppointmentChange): Resource {
  const amended: Record<string, unknown> = { ...resource };
  if (description !== undefined) amended['description'] = formatDescription(description);
  if (comment !== undefined) {
    const text = formatComment(comment);
    if (text === '') delete amended['comment'];
    else amended['comment'] = text;
  }
  return amended;
}

export function formatCancelled(resource: Resource, reason: string): Resource {
  const given: readonly unknown[] = Array.isArray(resource['extension']) ? resource['extension'] : [];
  const isReason = (one: unknown) =>
    typeof one === 'object' && one !== null && 'url' in one && one.url === EXTENSION.cancellationReason;
  const valueString = formatComment(reason) || 'Cancelled online';
  return {
    ...resource,
    status: 'cancelled',
    extension: [...given.filter((one) => !isReason(one)), { url: EXTENSION.cancellationReason, valueString }],
  };
}
