/**
 * What SystmOne and GP Connect brought. The kinds of failure lose their check: the list grows with every EHR, and a kind
 * that the database does not know must not keep an outcome from being written down. SQLite cannot drop a check, so those
 * four tables are made anew; commands go first and come back last, because they refer to bookings.
 */
const failureColumns = `
  failure_kind TEXT CHECK (failure_kind <> ''),
  failure TEXT CHECK (failure IS NULL OR json_valid(failure)), -- the whole failure as JSON; never a patient's details
  CHECK ((failure IS NULL) = (failure_kind IS NULL))`;
const STATUSES = "'open', 'booked', 'blocked', 'embargoed', 'unknown'";
const COMMAND_STATES = `'received', 'ready', 'sending', 'unknown', 'confirmed', 'conflict', 'rejected', 'expired',
    'cancelled-by-practice', 'review'`;
const CHANNEL =
  "channel TEXT CHECK (channel IS NULL OR channel = 'in-person' OR channel = 'telephone' OR channel = 'video')";

const BOOKING_COLUMNS = `booking_id, slot_id, session_id, slot_type_id, day, starts_at, duration_min, status,
  slot_type_name, session_name, clinician_name, site_name, patient, patient_key, state, idempotency_key, content_hash,
  created_at, state_at, revision, failure_kind, failure`;
const COMMAND_COLUMNS = `command_id, kind, booking_id, slot_id, session_id, starts_at, token, state, state_at, attempts,
  first_sent_at, last_sent_at, absent_since, not_before, deadline, slot_released_at, created_at, failure_kind, failure`;
const READING_COLUMNS = `reading_id, band, from_day, to_day, started_at, duration_ms, sessions, sessions_read, slots_read,
  slots_changed, revision, failure_kind, failure`;
const HEALTH_COLUMNS =
  'part, state, since, last_success_at, failures_in_a_row, next_try_at, revision, failure_kind, failure';

export const THREE_PROTOCOLS = `
-- NULL: the protocol does not tell.
ALTER TABLE slots ADD COLUMN ${CHANNEL};
ALTER TABLE sessions ADD COLUMN role TEXT; -- the holder's job, in the diary's words

-- The first list without it; NULL while it is listed. Where an EHR lists only types that have a free slot, that is not yet
-- its end, and vanished_at stays NULL.
ALTER TABLE slot_types ADD COLUMN missing_since INTEGER;
-- When it came back after it had vanished; NULL: first_seen_at holds.
ALTER TABLE slot_types ADD COLUMN returned_at INTEGER;
-- Ids that the manager said are other types, not this one renamed. Forgotten when it is listed again.
ALTER TABLE slot_types ADD COLUMN not_renamed_to TEXT CHECK (not_renamed_to IS NULL OR json_valid(not_renamed_to));
UPDATE slot_types SET missing_since = vanished_at;

CREATE TABLE kept_commands AS SELECT ${COMMAND_COLUMNS} FROM commands;
DROP TABLE commands;

CREATE TABLE bookings_0030 (
  booking_id TEXT PRIMARY KEY,
  -- What was booked, as it stood when the patient chose it.
  slot_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  slot_type_id TEXT NOT NULL,
  day TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  duration_min INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN (${STATUSES})),
  ${CHANNEL},
  slot_type_name TEXT NOT NULL,
  session_name TEXT NOT NULL,
  clinician_name TEXT NOT NULL,
  site_name TEXT NOT NULL,
  -- Everything that identifies a patient: one sealed value, and the name of the key that sealed it.
  patient BLOB,
  patient_key TEXT,
  state TEXT NOT NULL
    CHECK (state IN ('accepted', 'checking', 'confirmed', 'not-booked', 'cancelled', 'needs-you')),
  idempotency_key TEXT UNIQUE,
  content_hash TEXT, -- keyed hash of what was asked
  created_at INTEGER NOT NULL,
  state_at INTEGER NOT NULL,
  revision INTEGER NOT NULL,${failureColumns},
  CHECK ((patient IS NULL) = (patient_key IS NULL)),
  CHECK ((idempotency_key IS NULL) = (content_hash IS NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO bookings_0030 (${BOOKING_COLUMNS}) SELECT ${BOOKING_COLUMNS} FROM bookings;
DROP TABLE bookings;
ALTER TABLE bookings_0030 RENAME TO bookings;
CREATE INDEX bookings_by_start ON bookings (starts_at);
CREATE INDEX bookings_by_state ON bookings (state);
CREATE INDEX bookings_by_key ON bookings (patient_key) WHERE patient IS NOT NULL;
CREATE INDEX bookings_by_revision ON bookings (revision);

-- Intentions to change the diary. Never deleted.
CREATE TABLE commands (
  command_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('book')),
  booking_id TEXT NOT NULL REFERENCES bookings (booking_id),
  slot_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  token TEXT NOT NULL UNIQUE, -- our mark on the booking in the diary
  state TEXT NOT NULL CHECK (state IN (${COMMAND_STATES})),
  state_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  first_sent_at INTEGER,
  last_sent_at INTEGER,
  absent_since INTEGER,
  not_before INTEGER NOT NULL,
  deadline INTEGER NOT NULL,
  -- A confirmed command keeps its slot until a reading begun later shows the slot open again: then staff took the
  -- booking out, and somebody else may have the slot.
  slot_released_at INTEGER CHECK (slot_released_at IS NULL OR state = 'confirmed'),
  created_at INTEGER NOT NULL,${failureColumns}
) STRICT, WITHOUT ROWID;
INSERT INTO commands (${COMMAND_COLUMNS}) SELECT ${COMMAND_COLUMNS} FROM kept_commands;
DROP TABLE kept_commands;
-- The last line against a double booking: one command at a time may be, or come to be, in a slot of the diary.
CREATE UNIQUE INDEX commands_one_per_slot ON commands (slot_id)
  WHERE kind = 'book' AND slot_released_at IS NULL
    AND state IN ('received', 'ready', 'sending', 'unknown', 'review', 'confirmed');
CREATE UNIQUE INDEX commands_one_book_per_booking ON commands (booking_id) WHERE kind = 'book';
CREATE INDEX commands_by_booking ON commands (booking_id, created_at);
CREATE INDEX commands_by_due ON commands (state, not_before);
CREATE INDEX commands_keeping_slots ON commands (starts_at) WHERE state = 'confirmed' AND slot_released_at IS NULL;

CREATE TABLE readings_0030 (
  reading_id INTEGER PRIMARY KEY AUTOINCREMENT,
  band TEXT NOT NULL CHECK (band IN ('near', 'soon', 'far', 'asked')),
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  sessions INTEGER NOT NULL,
  sessions_read INTEGER NOT NULL,
  slots_read INTEGER NOT NULL,
  slots_changed INTEGER NOT NULL,
  revision INTEGER NOT NULL,${failureColumns}
) STRICT;
INSERT INTO readings_0030 (${READING_COLUMNS}) SELECT ${READING_COLUMNS} FROM readings;
DROP TABLE readings;
ALTER TABLE readings_0030 RENAME TO readings;
CREATE INDEX readings_by_revision ON readings (revision);

CREATE TABLE health_0030 (
  part TEXT PRIMARY KEY CHECK (part IN ('read', 'write')),
  state TEXT NOT NULL CHECK (state IN ('unknown', 'checking', 'in-step', 'late', 'not-in-step')),
  since INTEGER NOT NULL,
  last_success_at INTEGER,
  failures_in_a_row INTEGER NOT NULL,
  next_try_at INTEGER,
  revision INTEGER NOT NULL,${failureColumns}
) STRICT, WITHOUT ROWID;
INSERT INTO health_0030 (${HEALTH_COLUMNS}) SELECT ${HEALTH_COLUMNS} FROM health;
DROP TABLE health;
ALTER TABLE health_0030 RENAME TO health;
`;
