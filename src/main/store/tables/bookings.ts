/**
 * Patients' appointments made through us. Everything that identifies a patient is one sealed value a row; when it does
 * not open (another key, an altered row) the booking comes back without its patient and never fails to come back.
 */
import type { Database } from 'better-sqlite3';
import type { BookingState, EndedBy } from '#shared/domain/booking.ts';
import type { Failure } from '#shared/domain/failure.ts';
import { type BookingId, type SlotId, asId } from '#shared/domain/ids.ts';
import type { Instant, LocalDay } from '#shared/domain/time.ts';
import type { Seal } from '../seal.ts';
import type { BookedSlot, Booking, BookingPatient, StoreReader, StoreWriter } from '../store.ts';
import { StoreRefusal, refuseWhenTaken } from '../store-refusal.ts';
import { type BookingRow, bookingFrom, slotColumns } from './booking-row.ts';
import { failureColumns } from './columns.ts';
import type { DayRows } from './days.ts';
import type { WriteInProgress } from './meta.ts';

const SLOT_COLUMNS =
  'slot_id, session_id, slot_type_id, day, starts_at, duration_min, status, channel, slot_type_name, session_name, clinician_name, site_name';
const COLUMNS = `booking_id, ${SLOT_COLUMNS}, patient, state, ended_by, attendance, replaces, failure, closed_at, created_at,
  state_at, revision`;
const IN_ORDER = 'ORDER BY starts_at, created_at, booking_id';
const SLOT_VALUES =
  '@slotId, @sessionId, @slotTypeId, @day, @startsAt, @durationMin, @status, @channel, @slotTypeName, @sessionName, @clinicianName, @siteName';
/** Nothing more will be sent, read back or asked for them. */
const DONE = `(state IN ('confirmed', 'not-booked', 'cancelled') OR closed_at IS NOT NULL)`;
export const BOOKING_BY_ID = `SELECT ${COLUMNS} FROM bookings WHERE booking_id = ?`;
export const BOOKINGS_SINCE = `SELECT ${COLUMNS} FROM bookings WHERE starts_at >= ?
  UNION ALL SELECT ${COLUMNS} FROM bookings
    WHERE state IN ('accepted', 'checking', 'cancelling', 'needs-you') AND starts_at < ? AND closed_at IS NULL
  ${IN_ORDER}`;
export const REPLACEMENT_OF = `SELECT ${COLUMNS} FROM bookings
  WHERE replaces = ? AND state IN ('accepted', 'checking', 'confirmed', 'cancelling', 'needs-you')`;
export const KEPT_BOOKINGS = `SELECT ${COLUMNS} FROM bookings
  WHERE starts_at >= ? AND starts_at < ? AND state IN ('confirmed', 'cancelling') ${IN_ORDER}`;
export const KEPT_PLACES = `SELECT booking_id, slot_id, revision FROM bookings
  WHERE starts_at >= ? AND starts_at < ? AND state = 'confirmed' ${IN_ORDER}`;
export const BOOKING_BY_IDEMPOTENCY_KEY =
  'SELECT booking_id, content_hash FROM bookings WHERE idempotency_key IN (?, ?)';
export const SEALED_WITH_OTHER_KEYS =
  'SELECT count(*) FROM bookings WHERE patient IS NOT NULL AND patient_key IS NOT ?';
export const ADD_BOOKING = `INSERT INTO bookings (booking_id, ${SLOT_COLUMNS}, patient, patient_key, state, replaces,
    idempotency_key, content_hash, created_at, state_at, revision)
  VALUES (@id, ${SLOT_VALUES}, @patient, @patientKey, 'accepted', @replaces, @idempotencyKey, @contentHash, @createdAt,
    @createdAt, @revision)`;
export const SET_PATIENT =
  'UPDATE bookings SET patient = ?, patient_key = ?, revision = ? WHERE booking_id = ? RETURNING day';
/** Whoever has said first who ended it is right. */
export const SET_BOOKING_STATE = `UPDATE bookings
  SET state = @state, state_at = @at, failure_kind = @failure_kind, failure = @failure,
    ended_by = coalesce(ended_by, @endedBy), revision = @revision
  WHERE booking_id = @id RETURNING day`;
export const SET_BOOKING_FAILURE = `UPDATE bookings
  SET failure_kind = @failure_kind, failure = @failure, revision = @revision WHERE booking_id = @id`;
export const SET_ENDED_BY =
  'UPDATE bookings SET ended_by = ?, revision = ? WHERE booking_id = ? RETURNING day';
export const SET_ATTENDANCE = 'UPDATE bookings SET attendance = ?, revision = ? WHERE booking_id = ?';
export const SET_BOOKED_SLOT = `UPDATE bookings SET (${SLOT_COLUMNS}) = (${SLOT_VALUES}), revision = @revision
  WHERE booking_id = @id`;
export const MARK_BOOKING_CHANGED = 'UPDATE bookings SET revision = ? WHERE booking_id = ?';
export const MARK_REPLACED_CHANGED = `UPDATE bookings SET revision = ?
  WHERE booking_id = (SELECT replaces FROM bookings WHERE booking_id = ?)`;
export const HAS_PATIENTS_TO_FORGET = `SELECT 1 FROM bookings
  WHERE starts_at < ? AND patient IS NOT NULL AND ${DONE} LIMIT 1`;
/** And what its wish was found by. */
export const FORGET_PATIENTS = `UPDATE bookings
  SET patient = NULL, patient_key = NULL, idempotency_key = NULL, content_hash = NULL, revision = ?
  WHERE starts_at < ? AND patient IS NOT NULL AND ${DONE}`;

export const BOOKINGS_TO_CLOSE = `SELECT booking_id FROM bookings
  WHERE state = 'needs-you' AND starts_at < ? AND closed_at IS NULL ORDER BY starts_at, booking_id`;
export const CLOSE_BOOKING = 'UPDATE bookings SET closed_at = ?, revision = ? WHERE booking_id = ?';

const placeOf = (id: string): string => `bookings.patient:${id}`;

export interface BookingRows {
  readonly read: StoreReader['bookings'];
  /** A slot is set together with its command's, in `shift-booking.ts`. */
  readonly write: Omit<StoreWriter['bookings'], 'setSlot'>;
  /** For the commands alone: a booking's state follows the command that carries it. */
  setState(
    id: BookingId,
    state: BookingState,
    at: Instant,
    more?: { readonly failure?: Failure | undefined; readonly endedBy?: EndedBy | undefined },
  ): void;
  setFailure(id: BookingId, failure: Failure | undefined): void;
  setSlot(id: BookingId, slot: BookedSlot): void;
  /** Something that its row in the window shows stands in another table, and changed there. */
  markChanged(id: BookingId): void;
  /** How many patients' details the present key does not open. */
  countSealedWithOtherKeys(): number;
  /** Those that wait for a person, of appointments that began before: nobody is asked any more. Answers with them. */
  closeBefore(startsAt: Instant, at: Instant): BookingId[];
  /** Of appointments that began before, and that nothing more will happen to. Says whether there were any. */
  forgetPatientsBefore(at: Instant): boolean;
}

export function createBookings(
  db: Database,
  writing: WriteInProgress,
  { seal, days }: { readonly seal: Seal; readonly days: DayRows },
): BookingRows {
  const byId = db.prepare<[string], BookingRow>(BOOKING_BY_ID);
  const since = db.prepare<[number, number], BookingRow>(BOOKINGS_SINCE);
  const replacementOf = db.prepare<[string], BookingRow>(REPLACEMENT_OF);
  const kept = db.prepare<[number, number], BookingRow>(KEPT_BOOKINGS);
  const keptPlaces = db.prepare<[number, number], Pick<BookingRow, 'booking_id' | 'slot_id' | 'revision'>>(
    KEPT_PLACES,
  );
  const byKey = db.prepare<[string, string], { booking_id: string; content_hash: string }>(
    BOOKING_BY_IDEMPOTENCY_KEY,
  );
  const sealedWithOthers = db.prepare<[string | null], number>(SEALED_WITH_OTHER_KEYS).pluck();
  const add = db.prepare(ADD_BOOKING);
  const setPatient = db.prepare<[Buffer, string | null, number, string], string>(SET_PATIENT).pluck();
  const setState = db.prepare<object, string>(SET_BOOKING_STATE).pluck();
  const setFailure = db.prepare(SET_BOOKING_FAILURE);
  const setEndedBy = db.prepare<[string, number, string], string>(SET_ENDED_BY).pluck();
  const setAttendance = db.prepare<[string | null, number, string]>(SET_ATTENDANCE);
  const setBookedSlot = db.prepare(SET_BOOKED_SLOT);
  const markChanged = db.prepare<[number, string]>(MARK_BOOKING_CHANGED);
  const markReplaced = db.prepare<[number, string]>(MARK_REPLACED_CHANGED);
  const toClose = db.prepare<[number], string>(BOOKINGS_TO_CLOSE).pluck();
  const close = db.prepare<[number, number, string]>(CLOSE_BOOKING);
  const hasPatientsToForget = db.prepare<[number]>(HAS_PATIENTS_TO_FORGET);
  const forgetPatients = db.prepare<[number, number]>(FORGET_PATIENTS);

  function fromRow(row: BookingRow): Booking {
    const text = row.patient === null ? undefined : seal.open(placeOf(row.booking_id), row.patient);
    return bookingFrom(row, text === undefined ? undefined : (JSON.parse(text) as BookingPatient));
  }

  const mustHave = <Found>(found: Found | undefined): Found => {
    if (found === undefined) throw new StoreRefusal('not-found', 'There is no such booking.');
    return found;
  };

  const read: StoreReader['bookings'] = {
    byId(id) {
      const row = byId.get(id);
      return row && fromRow(row);
    },
    since: (from) => since.all(from, from).map(fromRow),
    replacementOf(id) {
      const row = replacementOf.get(id);
      return row && fromRow(row);
    },
    kept: (from, to) => kept.all(from, to).map(fromRow),
    keptPlaces: (from, to) =>
      keptPlaces.all(from, to).map(({ booking_id, slot_id, revision }) => ({
        id: asId<BookingId>(booking_id),
        slotId: asId<SlotId>(slot_id),
        revision,
      })),
    byIdempotencyKey(key) {
      // Older versions kept it as it was given: those rows go with their patients' details.
      const row = byKey.get(seal.hashWishKey(key), key);
      return row && { id: asId<BookingId>(row.booking_id), contentHash: row.content_hash };
    },
  };

  return {
    read,
    write: {
      ...read,
      add({ id, slot, patient, createdAt, replaces, idempotencyKey, contentHash }) {
        const revision = writing.revision();
        const row = {
          ...slotColumns(slot),
          id,
          patient: seal.close(placeOf(id), JSON.stringify(patient)),
          patientKey: seal.keyName ?? null,
          replaces: replaces ?? null,
          idempotencyKey: idempotencyKey === undefined ? null : seal.hashWishKey(idempotencyKey),
          contentHash: contentHash ?? null,
          createdAt,
          revision,
        };
        const orAlreadyAsked = () =>
          refuseWhenTaken(
            () => add.run(row),
            'bookings.idempotency_key',
            'already-asked',
            'This booking has been asked for already.',
          );
        refuseWhenTaken(
          orAlreadyAsked,
          'bookings.replaces',
          'try-later',
          'This appointment is being moved already.',
        );
        markReplaced.run(revision, id);
        days.markChanged(slot.day, revision);
      },
      setPatient(id, patient) {
        const revision = writing.revision();
        const sealed = seal.close(placeOf(id), JSON.stringify(patient));
        mustHave(setPatient.get(sealed, seal.keyName ?? null, revision, id));
      },
      setEndedBy(id, by) {
        mustHave(setEndedBy.get(by, writing.revision(), id));
      },
      setAttendance(id, attendance) {
        writing.mustBeOpen();
        const mark = attendance ?? null;
        if (mustHave(byId.get(id)).attendance !== mark) setAttendance.run(mark, writing.revision(), id);
      },
    },
    setState(id, state, at, { failure, endedBy } = {}) {
      const revision = writing.revision();
      const columns = { ...failureColumns(failure), endedBy: endedBy ?? null, revision };
      const day = mustHave(setState.get({ id, state, at, ...columns }));
      // Whether it still takes the other's place may just have changed.
      markReplaced.run(revision, id);
      days.markChanged(day as LocalDay, revision);
    },
    setFailure(id, failure) {
      setFailure.run({ id, ...failureColumns(failure), revision: writing.revision() });
    },
    setSlot(id, slot) {
      const revision = writing.revision();
      const left = mustHave(byId.get(id)).day;
      setBookedSlot.run({ id, ...slotColumns(slot), revision });
      for (const day of new Set([left as LocalDay, slot.day])) days.markChanged(day, revision);
    },
    markChanged(id) {
      markChanged.run(writing.revision(), id);
    },
    countSealedWithOtherKeys: () => sealedWithOthers.get(seal.keyName ?? null) ?? 0,
    closeBefore(startsAt, at) {
      const ids = toClose.all(startsAt).map((id) => asId<BookingId>(id));
      for (const id of ids) close.run(at, writing.revision(), id);
      return ids;
    },
    forgetPatientsBefore(at) {
      if (hasPatientsToForget.get(at) === undefined) return false;
      forgetPatients.run(writing.revision(), at);
      return true;
    },
  };
}
