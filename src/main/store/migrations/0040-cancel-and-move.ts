/**
 * What cancelling, moving and telling brought. SQLite cannot widen a check, so bookings and commands are made anew; commands
 * go first and come back last, because they refer to bookings. Frozen once released: the lists stand here as they were.
 */
const failureColumns = `
  failure_kind TEXT CHECK (failure_kind <> ''),
  failure TEXT CHECK (failure IS NULL OR json_valid(failure)), -- the whole failure as JSON; never a patient's details
  CHECK ((failure IS NULL) = (failure_kind IS NULL))`;
const SLOT_STATUSES = "'open', 'booked', 'blocked', 'embargoed', 'unknown'";
const COMMAND_STATES = `'received', 'ready', 'sending', 'unknown', 'confirmed', 'conflict', 'rejected', 'expired',
    'undone', 'cancelled-by-practice', 'review'`;
const ENDED_BY = "'patient', 'reception', 'practice', 'move'";

const BOOKING_COLUMNS = `booking_id, slot_id, session_id, slot_type_id, day, starts_at, duration_min, status, channel,
  slot_type_name, session_name, clinician_name, site_name, patient, patient_key, state, idempotency_key, content_hash,
  created_at, state_at, revision, failure_kind, failure`;
const COMMAND_COLUMNS = `command_id, kind, booking_id, slot_id, session_id, starts_at, token, state, state_at, attempts,
  first_sent_at, last_sent_at, absent_since, not_before, deadline, slot_released_at, created_at, failure_kind, failure`;

export const CANCEL_AND_MOVE = `
CREATE TABLE kept_commands AS SELECT ${COMMAND_COLUMNS} FROM commands;
DROP TABLE commands;

CREATE TABLE bookings_0040 (
  booking_id TEXT PRIMARY KEY,
  -- What was booked, as it stood when the patient chose it; or where staff have moved it since.
  slot_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  slot_type_id TEXT NOT NULL,
  day TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  duration_min INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN (${SLOT_STATUSES})),
  channel TEXT CHECK (channel IS NULL OR channel = 'in-person' OR channel = 'telephone' OR channel = 'video'),
  slot_type_name TEXT NOT NULL,
  session_name TEXT NOT NULL,
  clinician_name TEXT NOT NULL,
  site_name TEXT NOT NULL,
  -- Everything that identifies a patient: one sealed value, and the name of the key that sealed it.
  patient BLOB,
  patient_key TEXT,
  state TEXT NOT NULL CHECK (state IN ('accepted', 'checking', 'confirmed', 'cancelling', 'not-booked', 'cancelled',
    'needs-you')),
  ended_by TEXT CHECK (ended_by IN (${ENDED_BY})), -- NULL: not ended, or never booked
  -- What staff have marked on it in the EHR, where the protocol tells.
  attendance TEXT CHECK (attendance IN ('arrived', 'in-progress', 'finished', 'did-not-attend', 'walked-out')),
  replaces TEXT REFERENCES bookings (booking_id) CHECK (replaces <> booking_id), -- whose place it is to take, or has
  idempotency_key TEXT UNIQUE,
  content_hash TEXT, -- keyed hash of what was asked
  created_at INTEGER NOT NULL,
  state_at INTEGER NOT NULL,
  revision INTEGER NOT NULL,${failureColumns},
  CHECK ((patient IS NULL) = (patient_key IS NULL)),
  CHECK ((idempotency_key IS NULL) = (content_hash IS NULL))
) STRICT, WITHOUT ROWID;
-- Until now only staff could end a booking.
INSERT INTO bookings_0040 (${BOOKING_COLUMNS}, ended_by)
  SELECT ${BOOKING_COLUMNS}, CASE state WHEN 'cancelled' THEN 'practice' END FROM bookings;
DROP TABLE bookings;
ALTER TABLE bookings_0040 RENAME TO bookings;
CREATE INDEX bookings_by_start ON bookings (starts_at);
CREATE INDEX bookings_by_state ON bookings (state);
CREATE INDEX bookings_by_key ON bookings (patient_key) WHERE patient IS NOT NULL;
CREATE INDEX bookings_by_revision ON bookings (revision);
-- A booking is moved to one place at a time: two replacements under way would leave the patient with two appointments.
CREATE UNIQUE INDEX bookings_one_replacement ON bookings (replaces)
  WHERE replaces IS NOT NULL AND state IN ('accepted', 'checking', 'confirmed', 'cancelling', 'needs-you');

-- Intentions to change the diary. Never deleted.
CREATE TABLE commands (
  command_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('book', 'cancel')),
  booking_id TEXT NOT NULL REFERENCES bookings (booking_id),
  -- Of its booking's commands, in the order in which they were asked: the PC's clock may have been set back in between.
  nth INTEGER NOT NULL CHECK (nth >= 1),
  by_whom TEXT CHECK (by_whom IN (${ENDED_BY})),
  slot_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  token TEXT NOT NULL, -- our mark on the booking in the diary; a cancellation has that of the booking that it ends
  state TEXT NOT NULL CHECK (state IN (${COMMAND_STATES})),
  state_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  first_sent_at INTEGER,
  last_sent_at INTEGER,
  absent_since INTEGER,
  not_before INTEGER NOT NULL,
  deadline INTEGER NOT NULL,
  -- A confirmed booking keeps its slot until its cancellation is confirmed, staff take it out, or a reading begun later
  -- shows the slot open again: then somebody else may have it. One that then goes to review has no claim to it either.
  slot_released_at INTEGER
    CHECK (slot_released_at IS NULL OR (kind = 'book' AND state IN ('confirmed', 'cancelled-by-practice', 'review'))),
  created_at INTEGER NOT NULL,${failureColumns},
  CHECK (kind = 'book' OR by_whom IS NOT NULL)
) STRICT, WITHOUT ROWID;
INSERT INTO commands (${COMMAND_COLUMNS}, nth) SELECT ${COMMAND_COLUMNS}, 1 FROM kept_commands;
DROP TABLE kept_commands;
-- The last line against a double booking: one command at a time may be, or come to be, in a slot of the diary.
CREATE UNIQUE INDEX commands_one_per_slot ON commands (slot_id)
  WHERE kind = 'book' AND slot_released_at IS NULL
    AND state IN ('received', 'ready', 'sending', 'unknown', 'review', 'confirmed');
CREATE UNIQUE INDEX commands_one_book_per_booking ON commands (booking_id) WHERE kind = 'book';
CREATE UNIQUE INDEX commands_one_unsettled_per_booking ON commands (booking_id)
  WHERE state IN ('received', 'ready', 'sending', 'unknown', 'review');
CREATE UNIQUE INDEX commands_by_booking ON commands (booking_id, nth);
CREATE UNIQUE INDEX commands_by_token ON commands (token) WHERE kind = 'book';
CREATE INDEX commands_by_due ON commands (state, not_before);
CREATE INDEX commands_keeping_slots ON commands (starts_at)
  WHERE kind = 'book' AND state = 'confirmed' AND slot_released_at IS NULL;

-- What patients are to be told, in the order in which it came to be so. Nothing personal: they may stay.
CREATE TABLE notices (
  nth INTEGER PRIMARY KEY,
  notice_id TEXT NOT NULL UNIQUE,
  booking_id TEXT NOT NULL REFERENCES bookings (booking_id),
  kind TEXT NOT NULL CHECK (kind IN ('confirmed', 'not-booked', 'cancelled', 'not-cancelled', 'cancelled-by-practice',
    'moved', 'not-moved', 'moved-by-practice')),
  at INTEGER NOT NULL,
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  not_before INTEGER NOT NULL,
  delivered_at INTEGER -- when a gateway took it; NULL: not yet, as far as is known
) STRICT;
CREATE INDEX notices_by_booking ON notices (booking_id);
CREATE INDEX notices_by_due ON notices (not_before) WHERE delivered_at IS NULL;
`;
