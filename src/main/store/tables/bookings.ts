/**
 * Patients' appointments made through us. Everything that identifies a patient is one sealed value a row; when it does
 * not open (another key, an altered row) the booking comes back without its patient and never fails to come back.
 */
import type { Database } from 'better-sqlite3';
import type { BookingState } from '#shared/domain/booking.ts';
import type { Failure } from '#shared/domain/failure.ts';
import { type BookingId, type SessionId, type SlotId, type SlotTypeId, asId } from '#shared/domain/ids.ts';
import type { DeliveryChannel, SlotStatus } from '#shared/domain/slot.ts';
import { type Instant, type LocalDay, asInstant } from '#shared/domain/time.ts';
import type { Seal } from '../seal.ts';
import type { Booking, BookingPatient, StoreReader, StoreWriter } from '../store.ts';
import { StoreRefusal, refuseWhenTaken } from '../store-refusal.ts';
import { failureColumns, failureFrom, unlessNull } from './columns.ts';
import type { DayRows } from './days.ts';
import type { WriteInProgress } from './meta.ts';

const SLOT_COLUMNS =
  'slot_id, session_id, slot_type_id, day, starts_at, duration_min, status, channel, slot_type_name, session_name, clinician_name, site_name';
const COLUMNS = `booking_id, ${SLOT_COLUMNS}, patient, state, failure, created_at, state_at, revision`;
export const BOOKING_BY_ID = `SELECT ${COLUMNS} FROM bookings WHERE booking_id = ?`;
export const BOOKINGS_SINCE = `SELECT ${COLUMNS} FROM bookings WHERE starts_at >= ?
  UNION ALL SELECT ${COLUMNS} FROM bookings
    WHERE state IN ('accepted', 'checking', 'needs-you') AND starts_at < ?
  ORDER BY starts_at, created_at, booking_id`;
export const BOOKING_BY_IDEMPOTENCY_KEY =
  'SELECT booking_id, content_hash FROM bookings WHERE idempotency_key = ?';
export const SEALED_WITH_OTHER_KEYS =
  'SELECT count(*) FROM bookings WHERE patient IS NOT NULL AND patient_key IS NOT ?';
export const ADD_BOOKING = `INSERT INTO bookings (booking_id, ${SLOT_COLUMNS}, patient, patient_key, state,
    idempotency_key, content_hash, created_at, state_at, revision)
  VALUES (@id, @slotId, @sessionId, @slotTypeId, @day, @startsAt, @durationMin, @status, @channel, @slotTypeName, @sessionName,
    @clinicianName, @siteName, @patient, @patientKey, 'accepted', @idempotencyKey, @contentHash, @createdAt,
    @createdAt, @revision)`;
export const SET_PATIENT =
  'UPDATE bookings SET patient = ?, patient_key = ?, revision = ? WHERE booking_id = ? RETURNING day';
export const SET_BOOKING_STATE = `UPDATE bookings
  SET state = @state, state_at = @at, failure_kind = @failure_kind, failure = @failure, revision = @revision
  WHERE booking_id = @id RETURNING day`;
export const SET_BOOKING_FAILURE = `UPDATE bookings
  SET failure_kind = @failure_kind, failure = @failure, revision = @revision WHERE booking_id = @id`;
export const HAS_PATIENTS_TO_FORGET = `SELECT 1 FROM bookings
  WHERE starts_at < ? AND patient IS NOT NULL AND state IN ('confirmed', 'not-booked', 'cancelled') LIMIT 1`;
export const FORGET_PATIENTS = `UPDATE bookings SET patient = NULL, patient_key = NULL, revision = ?
  WHERE starts_at < ? AND patient IS NOT NULL AND state IN ('confirmed', 'not-booked', 'cancelled')`;

interface Row {
  readonly booking_id: string;
  readonly slot_id: string;
  readonly session_id: string;
  readonly slot_type_id: string;
  readonly day: string;
  readonly starts_at: number;
  readonly duration_min: number;
  readonly status: SlotStatus;
  readonly channel: DeliveryChannel | null;
  readonly slot_type_name: string;
  readonly session_name: string;
  readonly clinician_name: string;
  readonly site_name: string;
  readonly patient: Buffer | null;
  readonly state: BookingState;
  readonly failure: string | null;
  readonly created_at: number;
  readonly state_at: number;
  readonly revision: number;
}

const placeOf = (id: string): string => `bookings.patient:${id}`;

export interface BookingRows {
  readonly read: StoreReader['bookings'];
  readonly write: StoreWriter['bookings'];
  /** For the commands alone: a booking's state follows the command that carries it. */
  setState(id: BookingId, state: BookingState, at: Instant, failure: Failure | undefined): void;
  setFailure(id: BookingId, failure: Failure | undefined): void;
  /** How many patients' details the present key does not open. */
  countSealedWithOtherKeys(): number;
  /** Of appointments that began before, and that nothing more will happen to. Says whether there were any. */
  forgetPatientsBefore(at: Instant): boolean;
}

export function createBookings(
  db: Database,
  writing: WriteInProgress,
  { seal, days }: { readonly seal: Seal; readonly days: DayRows },
): BookingRows {
  const byId = db.prepare<[string], Row>(BOOKING_BY_ID);
  const since = db.prepare<[number, number], Row>(BOOKINGS_SINCE);
  const byKey = db.prepare<[string], { booking_id: string; content_hash: string }>(
    BOOKING_BY_IDEMPOTENCY_KEY,
  );
  const sealedWithOthers = db.prepare<[string | null], number>(SEALED_WITH_OTHER_KEYS).pluck();
  const add = db.prepare(ADD_BOOKING);
  const setPatient = db.prepare<[Buffer, string | null, number, string], string>(SET_PATIENT).pluck();
  const setState = db.prepare<object, string>(SET_BOOKING_STATE).pluck();
  const setFailure = db.prepare(SET_BOOKING_FAILURE);
  const hasPatientsToForget = db.prepare<[number]>(HAS_PATIENTS_TO_FORGET);
  const forgetPatients = db.prepare<[number, number]>(FORGET_PATIENTS);

  function patientFrom(row: Row): { patient?: BookingPatient } {
    const text = row.patient === null ? undefined : seal.open(placeOf(row.booking_id), row.patient);
    return text === undefined ? {} : { patient: JSON.parse(text) as BookingPatient };
  }

  const fromRow = (row: Row): Booking => ({
    id: asId<BookingId>(row.booking_id),
    slot: {
      id: asId<SlotId>(row.slot_id),
      sessionId: asId<SessionId>(row.session_id),
      slotTypeId: asId<SlotTypeId>(row.slot_type_id),
      day: row.day as LocalDay,
      startsAt: asInstant(row.starts_at),
      durationMin: row.duration_min,
      status: row.status,
      ...unlessNull('channel', row.channel, (channel) => channel),
      slotTypeName: row.slot_type_name,
      sessionName: row.session_name,
      clinicianName: row.clinician_name,
      siteName: row.site_name,
    },
    ...patientFrom(row),
    state: row.state,
    ...failureFrom(row.failure),
    createdAt: asInstant(row.created_at),
    stateAt: asInstant(row.state_at),
    revision: row.revision,
  });

  const mustHave = (day: string | undefined): LocalDay => {
    if (day === undefined) throw new StoreRefusal('not-found', 'There is no such booking.');
    return day as LocalDay;
  };

  const read: StoreReader['bookings'] = {
    byId(id) {
      const row = byId.get(id);
      return row && fromRow(row);
    },
    since: (from) => since.all(from, from).map(fromRow),
    byIdempotencyKey(key) {
      const row = byKey.get(key);
      return row && { id: asId<BookingId>(row.booking_id), contentHash: row.content_hash };
    },
  };

  return {
    read,
    write: {
      ...read,
      add({ id, slot, patient, createdAt, idempotencyKey, contentHash }) {
        const revision = writing.revision();
        const { id: slotId, ...slotColumns } = slot;
        const row = {
          ...slotColumns,
          id,
          slotId,
          channel: slot.channel ?? null,
          patient: seal.close(placeOf(id), JSON.stringify(patient)),
          patientKey: seal.keyName ?? null,
          idempotencyKey: idempotencyKey ?? null,
          contentHash: contentHash ?? null,
          createdAt,
          revision,
        };
        refuseWhenTaken(
          () => add.run(row),
          'bookings.idempotency_key',
          'already-asked',
          'This booking has been asked for already.',
        );
        days.markChanged(slot.day, revision);
      },
      setPatient(id, patient) {
        const revision = writing.revision();
        const sealed = seal.close(placeOf(id), JSON.stringify(patient));
        mustHave(setPatient.get(sealed, seal.keyName ?? null, revision, id));
      },
    },
    setState(id, state, at, failure) {
      const revision = writing.revision();
      const day = mustHave(setState.get({ id, state, at, ...failureColumns(failure), revision }));
      days.markChanged(day, revision);
    },
    setFailure(id, failure) {
      setFailure.run({ id, ...failureColumns(failure), revision: writing.revision() });
    },
    countSealedWithOtherKeys: () => sealedWithOthers.get(seal.keyName ?? null) ?? 0,
    forgetPatientsBefore(at) {
      if (hasPatientsToForget.get(at) === undefined) return false;
      forgetPatients.run(writing.revision(), at);
      return true;
    },
  };
}
