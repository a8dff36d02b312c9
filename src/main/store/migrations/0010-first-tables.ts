/**
 * The first tables. Forward only, and frozen since it was released: a later change is a later file. The closed lists
 * stand as they were then; when the domain's own grow, the golden schema in the tests says that a migration is due.
 */
/** As they stood when this file was released. */
const BOOKING_STATES = ['accepted', 'checking', 'confirmed', 'not-booked', 'cancelled', 'needs-you'];
const COMMAND_KINDS = ['book'];
const UNSETTLED = ['received', 'ready', 'sending', 'unknown', 'review'];
const COMMAND_STATES = [
  ...['received', 'ready', 'sending', 'unknown', 'confirmed', 'conflict', 'rejected', 'expired'],
  ...['cancelled-by-practice', 'review'],
];
const HEALTH_PARTS = ['read', 'write'];
const HEALTH_STATES = ['unknown', 'checking', 'in-step', 'late', 'not-in-step'];
const SLOT_STATUSES = ['open', 'booked', 'blocked', 'embargoed', 'unknown'];
const FAILURE_KINDS = [
  ...[
    'unreachable',
    'timed-out',
    'interrupted',
    'not-signed-in',
    'not-allowed',
    'busy',
    'ehr-error',
    'refused',
  ],
  ...[
    'not-the-ehr',
    'not-understood',
    'not-complete',
    'too-large',
    'stopped',
    'slot-taken',
    'slot-withdrawn',
  ],
  ...['not-offered', 'hold-ended', 'patient-not-matched', 'too-many-tries', 'not-found', 'already-asked'],
  ...['invalid-input', 'store-trouble', 'unexpected'],
];

const list = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');
const oneOf = (column: string, words: readonly string[]): string => `CHECK (${column} IN (${list(words)}))`;
/** For the table of 100,000 rows: SQLite builds a small index for an IN list at every insert, a third of its cost. */
const oneOfQuickly = (column: string, words: readonly string[]): string =>
  `CHECK (${words.map((word) => `${column} = '${word}'`).join(' OR ')})`;
const failureColumns = `
  failure_kind TEXT ${oneOf('failure_kind', FAILURE_KINDS)},
  failure TEXT CHECK (failure IS NULL OR json_valid(failure)), -- the whole failure as JSON; never a patient's details
  CHECK ((failure IS NULL) = (failure_kind IS NULL))`;

export const FIRST_TABLES = `
-- One row. The revision counts the writes that changed something the window shows.
CREATE TABLE meta (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  revision INTEGER NOT NULL,
  generation INTEGER NOT NULL -- of readings: given out in the order in which they begin
) STRICT;
INSERT INTO meta (only_row, revision, generation) VALUES (1, 0, 0);

-- Every slot type that the diary ever named. Never deleted: "was it ever there?" is a question that we answer.
CREATE TABLE slot_types (
  slot_type_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  bookable_in_ehr INTEGER CHECK (bookable_in_ehr IN (0, 1)), -- NULL: the EHR has no such flag
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  switched_at INTEGER,
  switched_reason TEXT,
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  vanished_at INTEGER, -- its tombstone
  revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX slot_types_by_revision ON slot_types (revision);

-- How far each day of the diary has been read. Its revision moves with anything that the day's diary page shows.
CREATE TABLE days (
  day TEXT PRIMARY KEY, -- YYYY-MM-DD in the practice
  generation INTEGER NOT NULL,
  counts_read_at INTEGER NOT NULL, -- start of the reading, not its end
  slots_read_at INTEGER, -- NULL: not every slot of the active types has been read
  state TEXT NOT NULL CHECK (state IN ('whole', 'suspect')),
  suspect_since INTEGER,
  removed_at INTEGER,
  revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX days_by_revision ON days (revision);

CREATE TABLE sessions (
  session_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  day TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  site_id TEXT NOT NULL,
  site_name TEXT NOT NULL,
  clinicians TEXT NOT NULL CHECK (json_valid(clinicians)), -- [{id, name}]
  counts TEXT NOT NULL CHECK (json_valid(counts)), -- the diary's own counts by slot type
  removed_at INTEGER,
  revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_day ON sessions (day, starts_at);

-- Slots of active types. Laid out by day and start, as they are read; a slot id exists once whatever its day.
-- No foreign key to sessions: a slot may outlive its session by a moment when the diary moves both.
CREATE TABLE slots (
  slot_id TEXT NOT NULL UNIQUE,
  session_id TEXT NOT NULL,
  slot_type_id TEXT NOT NULL,
  day TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  duration_min INTEGER NOT NULL CHECK (duration_min >= 0),
  status TEXT NOT NULL ${oneOfQuickly('status', SLOT_STATUSES)},
  touched_at INTEGER, -- when a write or pre-read of ours set the status; readings begun earlier leave it alone
  removed_at INTEGER,
  revision INTEGER NOT NULL,
  PRIMARY KEY (day, starts_at, slot_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX slots_open ON slots (slot_type_id, starts_at) WHERE status = 'open' AND removed_at IS NULL;

CREATE TABLE holds (
  hold_id TEXT PRIMARY KEY,
  slot_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL CHECK (expires_at > created_at),
  ended_at INTEGER, -- its tombstone: given back, booked, or found expired
  revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX holds_one_per_slot ON holds (slot_id) WHERE ended_at IS NULL;
CREATE INDEX holds_by_expiry ON holds (expires_at);
CREATE INDEX holds_by_revision ON holds (revision);

CREATE TABLE bookings (
  booking_id TEXT PRIMARY KEY,
  -- What was booked, as it stood when the patient chose it.
  slot_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  slot_type_id TEXT NOT NULL,
  day TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  duration_min INTEGER NOT NULL,
  status TEXT NOT NULL ${oneOf('status', SLOT_STATUSES)},
  slot_type_name TEXT NOT NULL,
  session_name TEXT NOT NULL,
  clinician_name TEXT NOT NULL,
  site_name TEXT NOT NULL,
  -- Everything that identifies a patient: one sealed value, and the name of the key that sealed it.
  patient BLOB,
  patient_key TEXT,
  state TEXT NOT NULL ${oneOf('state', BOOKING_STATES)},
  idempotency_key TEXT UNIQUE,
  content_hash TEXT, -- keyed hash of what was asked
  created_at INTEGER NOT NULL,
  state_at INTEGER NOT NULL,
  revision INTEGER NOT NULL,${failureColumns},
  CHECK ((patient IS NULL) = (patient_key IS NULL)),
  CHECK ((idempotency_key IS NULL) = (content_hash IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX bookings_by_start ON bookings (starts_at);
CREATE INDEX bookings_by_state ON bookings (state);
CREATE INDEX bookings_by_key ON bookings (patient_key) WHERE patient IS NOT NULL;
CREATE INDEX bookings_by_revision ON bookings (revision);

-- Intentions to change the diary. Never deleted.
CREATE TABLE commands (
  command_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL ${oneOf('kind', COMMAND_KINDS)},
  booking_id TEXT NOT NULL REFERENCES bookings (booking_id),
  slot_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  token TEXT NOT NULL UNIQUE, -- our mark on the booking in the diary
  state TEXT NOT NULL ${oneOf('state', COMMAND_STATES)},
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
-- The last line against a double booking: one command at a time may be, or come to be, in a slot of the diary.
CREATE UNIQUE INDEX commands_one_per_slot ON commands (slot_id)
  WHERE kind = 'book' AND slot_released_at IS NULL AND state IN (${list([...UNSETTLED, 'confirmed'])});
CREATE UNIQUE INDEX commands_one_book_per_booking ON commands (booking_id) WHERE kind = 'book';
CREATE INDEX commands_by_booking ON commands (booking_id, created_at);
CREATE INDEX commands_by_due ON commands (state, not_before);
CREATE INDEX commands_keeping_slots ON commands (starts_at) WHERE state = 'confirmed' AND slot_released_at IS NULL;

CREATE TABLE readings (
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
CREATE INDEX readings_by_revision ON readings (revision);

CREATE TABLE health (
  part TEXT PRIMARY KEY ${oneOf('part', HEALTH_PARTS)},
  state TEXT NOT NULL ${oneOf('state', HEALTH_STATES)},
  since INTEGER NOT NULL,
  last_success_at INTEGER,
  failures_in_a_row INTEGER NOT NULL,
  next_try_at INTEGER,
  revision INTEGER NOT NULL,${failureColumns}
) STRICT, WITHOUT ROWID;

-- Who changed what. Each row's hash covers the row before it, so that an edit shows. Never a patient's details.
-- AUTOINCREMENT remembers the last number given out, so that rows cut off at the end show too.
-- The kinds are not checked here: the list grows with the product, and these rows can never be written again.
CREATE TABLE audit (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind <> ''),
  who TEXT NOT NULL CHECK (who <> ''),
  subject TEXT NOT NULL,
  from_value TEXT,
  to_value TEXT,
  why TEXT,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  revision INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_by_revision ON audit (revision);
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
  BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END;

-- Wrong answers to "who are you", by a keyed hash of the NHS number. Kept for a day.
CREATE TABLE identity_tries (
  nhs_number_hash BLOB NOT NULL CHECK (length(nhs_number_hash) = 32),
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX identity_tries_by_number ON identity_tries (nhs_number_hash, at);
CREATE INDEX identity_tries_by_age ON identity_tries (at);
`;
