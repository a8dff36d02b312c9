/**
 * Retrieves a patient's appointments; reads, amends and cancels one. Each change sends back the provider's own resource
 * under the version that was read. If it is refused, because somebody was quicker perhaps (409), it is read once more and
 * told as it is now: what we meant to change was another version, so it is never sent again by itself.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import type { EhrPatientId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import { dayOf } from '#shared/domain/time.ts';

import type { Clock } from '../../ports/clock.ts';
import type { Ask, DayWindow } from '../../ports/ehr-diary.ts';
import type { GpConnectSession } from './gp-connect-session.ts';
import { settleUnsuccessful } from './settle-write.ts';
import {
  type AppointmentChange,
  formatAmended,
  formatCancelled,
  formatComment,
  formatDescription,
} from './wire/format-appointment.ts';
import {
  type AppointmentId,
  type KnownAppointment,
  type ReadAppointment,
  parseAppointment,
  parseAppointments,
} from './wire/parse-appointment.ts';
import { formatBookingsSearch } from './wire/format-search.ts';
import { GP_CONNECT, isId } from './wire/resource.ts';

/** As `WriteAnswer`, and where it is known, the appointment as it stands now. */
export type AppointmentAnswer =
  | { readonly class: 'applied'; readonly now: KnownAppointment }
  | {
      readonly class: 'not-applied';
      readonly permanent: boolean;
      readonly failure: Failure;
      readonly now?: KnownAppointment;
    }
  | {
      readonly class: 'ambiguous';
      readonly failure: Failure;
      readonly saidNo?: true;
      readonly now?: KnownAppointment;
    };

export interface GpConnectAppointments {
  /**
   * Every booking of the patient in these days, however it was made, the cancelled ones too. Days before today cannot be
   * asked for: such a window fails as `invalid-input`.
   */
  pullAppointments(
    patientId: EhrPatientId,
    window: DayWindow,
    ask: Ask,
  ): Promise<Outcome<readonly KnownAppointment[]>>;
  /** Fails with `not-found` where the provider has no such appointment. */
  readAppointment(id: AppointmentId, ask: Ask): Promise<Outcome<KnownAppointment>>;
  amendAppointment(id: AppointmentId, change: AppointmentChange, ask: Ask): Promise<AppointmentAnswer>;
  /**
   * Already cancelled counts as done. `reason` is shown to the practice. One that is not `isMeant`, as it is read just
   * before, is left alone: `not-applied`, and not for good.
   */
  cancelAppointment(
    id: AppointmentId,
    reason: string,
    ask: Ask,
    isMeant?: (now: KnownAppointment) => boolean,
  ): Promise<AppointmentAnswer>;
}

/** In the provider's own words: it was wrong, is not there, or has been changed. */
const SAYS_NO: ReadonlySet<number> = new Set([400, 404, 409, 422]);

export interface AppointmentDeps {
  readonly session: GpConnectSession;
  readonly clock: Clock;
}

interface Change {
  readonly interaction: 'amend' | 'cancel';
  /** Is this the appointment that was meant? */
  readonly isMeant?: ((now: KnownAppointment) => boolean) | undefined;
  /** Is this how the appointment was meant to become? */
  readonly isDone: (now: ReadAppointment) => boolean;
  readonly format: (read: ReadAppointment) => unknown;
}

export function createAppointments({ session, clock }: AppointmentDeps): GpConnectAppointments {
  async function read(id: AppointmentId, ask: Ask): Promise<Outcome<ReadAppointment>> {
    if (!isId(id)) {
      return failed(failure('invalid-input', `This is not the key of a booking in ${GP_CONNECT}.`));
    }
    const reply = await session.call({ interaction: 'read booking', path: `/Appointment/${id}` }, ask);
    if (!reply.ok) {
      const isGone = reply.status === 404 && reply.code !== undefined;
      return failed(isGone ? failure('not-found', `${GP_CONNECT} has no such booking.`) : reply.failure);
    }
    const parsed = parseAppointment(reply.json);
    if (!parsed.ok) return parsed;
    if (parsed.value.id !== id) return failed(answeredForAnother());
    const version = parsed.value.version ?? versionIn(reply.etag);
    return ok(version === undefined ? parsed.value : { ...parsed.value, version });
  }

  async function change(id: AppointmentId, wanted: Change, ask: Ask): Promise<AppointmentAnswer> {
    const before = await read(id, ask);
    if (!before.ok) {
      const permanent = before.failure.kind === 'not-found' || before.failure.kind === 'invalid-input';
      return { class: 'not-applied', permanent, failure: before.failure };
    }
    if (wanted.isMeant && !wanted.isMeant(known(before.value))) {
      const other = failure('refused', `This is not the booking that was meant, so it was left as it is.`);
      return { class: 'not-applied', permanent: false, failure: other, now: known(before.value) };
    }
    if (wanted.isDone(before.value)) return { class: 'applied', now: known(before.value) };
    const refused = whyNot(before.value);
    if (refused) return { class: 'not-applied', permanent: true, failure: refused, now: known(before.value) };

    const { interaction } = wanted;
    const body = wanted.format(before.value);
    const ifMatch = `W/"${before.value.version}"`;
    const reply = await session.call({ interaction, path: `/Appointment/${id}`, body, ifMatch }, ask);
    if (reply.ok) return echoed(reply.json, before.value, wanted);
    const answer = settleUnsuccessful(reply);
    // Some provider may find fault with an appointment that is cancelled already before it looks at the version.
    if (reply.code === undefined || !SAYS_NO.has(reply.status ?? 0)) return answer;
    const now = await read(id, ask);
    if (!now.ok) return answer;
    if (wanted.isDone(now.value)) return { class: 'applied', now: known(now.value) };
    if (reply.status !== 409) return { ...answer, now: known(now.value) };
    const message = `Somebody has changed this booking in ${GP_CONNECT} meanwhile. It was left as it is.`;
    const why = failure('refused', message, { detail: `HTTP 409, ${reply.code}` });
    return { ...answer, failure: why, now: known(now.value) };
  }

  function whyNot({ state, startsAt, version }: ReadAppointment): Failure | undefined {
    if (state !== 'live') return failure('refused', 'This booking cannot be changed any more.');
    if (startsAt <= clock.now()) return failure('refused', 'A booking of the past cannot be changed.');
    return version === undefined || !/^[\w.:-]{1,100}$/.test(version)
      ? failure('not-understood', `${GP_CONNECT} did not tell which version of the booking this is.`)
      : undefined;
  }

  return {
    pullAppointments: async (patientId, window, ask) => {
      if (!isId(patientId)) {
        return failed(failure('invalid-input', `This is not the key of a patient in ${GP_CONNECT}.`));
      }
      if (window.from < dayOf(clock.now()) || window.to < window.from) {
        return failed(failure('invalid-input', `${GP_CONNECT} is asked for bookings from today on.`));
      }
      const path = formatBookingsSearch(patientId, window);
      const reply = await session.call({ interaction: 'read bookings of a patient', path }, ask);
      if (!reply.ok) return failed(reply.failure);
      const found = parseAppointments(reply.json, patientId);
      return found.ok ? ok(found.value.map(known)) : found;
    },
    readAppointment: async (id, ask) => {
      const found = await read(id, ask);
      return found.ok ? ok(known(found.value)) : found;
    },
    amendAppointment: async (id, { description, comment }, ask) => {
      if (description !== undefined && formatDescription(description) === '') {
        const empty = failure('invalid-input', 'A booking must have a description.');
        return { class: 'not-applied', permanent: true, failure: empty };
      }
      const wanted = {
        ...(description === undefined ? {} : { description: formatDescription(description) }),
        ...(comment === undefined ? {} : { comment: formatComment(comment) }),
      };
      const isDone = (now: ReadAppointment) =>
        now.state === 'live' && Object.entries(wanted).every(([name, text]) => textOf(now, name) === text);
      const format = ({ resource }: ReadAppointment) => formatAmended(resource, wanted);
      return change(id, { interaction: 'amend', isDone, format }, ask);
    },
    cancelAppointment: (id, reason, ask, isMeant) =>
      change(
        id,
        {
          interaction: 'cancel',
          isMeant,
          isDone: ({ state }) => state === 'cancelled',
          format: ({ resource }) => formatCancelled(resource, reason),
        },
        ask,
      ),
  };
}

const textOf = (now: ReadAppointment, name: string): string =>
  name === 'description' ? now.description : now.comment;

const versionIn = (etag: string | undefined): string | undefined =>
  /^(?:W\/)?"([^"]+)"$/.exec(etag ?? '')?.[1];

/** Done only if the answer shows the same appointment, changed as it was meant to be. */
function echoed(json: unknown, before: ReadAppointment, wanted: Change): AppointmentAnswer {
  const parsed = parseAppointment(json);
  if (!parsed.ok) return { class: 'ambiguous', failure: parsed.failure };
  const now = parsed.value;
  const isSame =
    now.id === before.id &&
    now.patientId === before.patientId &&
    now.startsAt === before.startsAt &&
    now.slotIds.join() === before.slotIds.join();
  if (!isSame) return { class: 'ambiguous', failure: answeredForAnother() };
  if (wanted.isDone(now)) return { class: 'applied', now: known(now) };
  const message = `${GP_CONNECT} confirmed a change, but not the one that was asked for.`;
  return { class: 'ambiguous', failure: failure('not-understood', message, { detail: 'echo differs' }) };
}

const answeredForAnother = (): Failure =>
  failure('not-understood', `${GP_CONNECT} answered for another booking than was asked for.`);

const known = ({ resource: _resource, ...rest }: ReadAppointment): KnownAppointment => rest;
