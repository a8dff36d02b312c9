CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;

CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
  BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END;

CREATE TRIGGER audit_notes_are_sealed BEFORE INSERT ON audit WHEN NEW.why IS NOT NULL AND NEW.kind IN ('booking-change-asked', 'booking-settled')
  BEGIN SELECT RAISE(ABORT, 'what is written about a booking is sealed'); END;

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
, note_digest BLOB CHECK (note_digest IS NULL OR length(note_digest) = 32)) STRICT;

CREATE TABLE audit_notes (
  seq INTEGER PRIMARY KEY REFERENCES audit (seq),
  booking_id TEXT NOT NULL REFERENCES bookings (booking_id),
  note BLOB NOT NULL
) STRICT;

CREATE TABLE "bookings" (
  booking_id TEXT PRIMARY KEY,
  -- What was booked, as it stood when the patient chose it; or where staff have moved it since.
  slot_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  slot_type_id TEXT NOT NULL,
  day TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  duration_min INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('open', 'booked', 'blocked', 'embargoed', 'unknown')),
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
  ended_by TEXT CHECK (ended_by IN ('patient', 'reception', 'practice', 'move')), -- NULL: not ended, or never booked
  -- What staff have marked on it in the EHR, where the protocol tells.
  attendance TEXT CHECK (attendance IN ('arrived', 'in-progress', 'finished', 'did-not-attend', 'walked-out')),
  replaces TEXT REFERENCES bookings (booking_id) CHECK (replaces <> booking_id), -- whose place it is to take, or has
  idempotency_key TEXT UNIQUE,
  content_hash TEXT, -- keyed hash of what was asked
  created_at INTEGER NOT NULL,
  state_at INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  failure_kind TEXT CHECK (failure_kind <> ''),
  failure TEXT CHECK (failure IS NULL OR json_valid(failure)), closed_at INTEGER CHECK (closed_at IS NULL OR state = 'needs-you'), -- the whole failure as JSON; never a patient's details
  CHECK ((failure IS NULL) = (failure_kind IS NULL)),
  CHECK ((patient IS NULL) = (patient_key IS NULL)),
  CHECK ((idempotency_key IS NULL) = (content_hash IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE commands (
  command_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('book', 'cancel')),
  booking_id TEXT NOT NULL REFERENCES bookings (booking_id),
  -- Of its booking's commands, in the order in which they were asked: the PC's clock may have been set back in between.
  nth INTEGER NOT NULL CHECK (nth >= 1),
  by_whom TEXT CHECK (by_whom IN ('patient', 'reception', 'practice', 'move')),
  slot_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  token TEXT NOT NULL, -- our mark on the booking in the diary; a cancellation has that of the booking that it ends
  state TEXT NOT NULL CHECK (state IN ('received', 'ready', 'sending', 'unknown', 'confirmed', 'conflict', 'rejected', 'expired',
    'undone', 'cancelled-by-practice', 'review')),
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
  created_at INTEGER NOT NULL,
  failure_kind TEXT CHECK (failure_kind <> ''),
  failure TEXT CHECK (failure IS NULL OR json_valid(failure)), -- the whole failure as JSON; never a patient's details
  CHECK ((failure IS NULL) = (failure_kind IS NULL)),
  CHECK (kind = 'book' OR by_whom IS NOT NULL)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE "health" (
  part TEXT PRIMARY KEY CHECK (part IN ('read', 'write')),
  state TEXT NOT NULL CHECK (state IN ('unknown', 'checking', 'in-step', 'late', 'not-in-step')),
  since INTEGER NOT NULL,
  last_success_at INTEGER,
  failures_in_a_row INTEGER NOT NULL,
  next_try_at INTEGER,
  revision INTEGER NOT NULL,
  failure_kind TEXT CHECK (failure_kind <> ''),
  failure TEXT CHECK (failure IS NULL OR json_valid(failure)), -- the whole failure as JSON; never a patient's details
  CHECK ((failure IS NULL) = (failure_kind IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE holds (
  hold_id TEXT PRIMARY KEY,
  slot_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL CHECK (expires_at > created_at),
  ended_at INTEGER, -- its tombstone: given back, booked, or found expired
  revision INTEGER NOT NULL
, for_booking TEXT REFERENCES bookings (booking_id)) STRICT, WITHOUT ROWID;

CREATE TABLE identity_tries (
  nhs_number_hash BLOB NOT NULL CHECK (length(nhs_number_hash) = 32),
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE meta (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  revision INTEGER NOT NULL,
  generation INTEGER NOT NULL -- of readings: given out in the order in which they begin
, practice TEXT CHECK (practice <> '')) STRICT;

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

CREATE TABLE "readings" (
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
  revision INTEGER NOT NULL,
  failure_kind TEXT CHECK (failure_kind <> ''),
  failure TEXT CHECK (failure IS NULL OR json_valid(failure)), -- the whole failure as JSON; never a patient's details
  CHECK ((failure IS NULL) = (failure_kind IS NULL))
) STRICT;

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
, role TEXT) STRICT, WITHOUT ROWID;

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
, missing_since INTEGER, returned_at INTEGER, not_renamed_to TEXT CHECK (not_renamed_to IS NULL OR json_valid(not_renamed_to))) STRICT, WITHOUT ROWID;

CREATE TABLE slots (
  slot_id TEXT NOT NULL UNIQUE,
  session_id TEXT NOT NULL,
  slot_type_id TEXT NOT NULL,
  day TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  duration_min INTEGER NOT NULL CHECK (duration_min >= 0),
  status TEXT NOT NULL CHECK (status = 'open' OR status = 'booked' OR status = 'blocked' OR status = 'embargoed' OR status = 'unknown'),
  touched_at INTEGER, -- when a write or pre-read of ours set the status; readings begun earlier leave it alone
  removed_at INTEGER,
  revision INTEGER NOT NULL, channel TEXT CHECK (channel IS NULL OR channel = 'in-person' OR channel = 'telephone' OR channel = 'video'),
  PRIMARY KEY (day, starts_at, slot_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sqlite_sequence(name,seq);

CREATE INDEX audit_by_revision ON audit (revision);

CREATE INDEX audit_plain_notes ON audit (seq) WHERE why IS NOT NULL AND kind IN ('booking-change-asked', 'booking-settled');

CREATE INDEX bookings_by_key ON bookings (patient_key) WHERE patient IS NOT NULL;

CREATE INDEX bookings_by_revision ON bookings (revision);

CREATE INDEX bookings_by_start ON bookings (starts_at);

CREATE INDEX bookings_by_state ON bookings (state);

CREATE UNIQUE INDEX bookings_one_replacement ON bookings (replaces)
  WHERE replaces IS NOT NULL AND state IN ('accepted', 'checking', 'confirmed', 'cancelling', 'needs-you');

CREATE UNIQUE INDEX commands_by_booking ON commands (booking_id, nth);

CREATE INDEX commands_by_due ON commands (state, not_before);

CREATE UNIQUE INDEX commands_by_token ON commands (token) WHERE kind = 'book';

CREATE INDEX commands_keeping_slots ON commands (starts_at)
  WHERE kind = 'book' AND state = 'confirmed' AND slot_released_at IS NULL;

CREATE UNIQUE INDEX commands_one_book_per_booking ON commands (booking_id) WHERE kind = 'book';

CREATE UNIQUE INDEX commands_one_per_slot ON commands (slot_id)
  WHERE kind = 'book' AND slot_released_at IS NULL
    AND state IN ('received', 'ready', 'sending', 'unknown', 'review', 'confirmed');

CREATE UNIQUE INDEX commands_one_unsettled_per_booking ON commands (booking_id)
  WHERE state IN ('received', 'ready', 'sending', 'unknown', 'review');

CREATE INDEX days_by_revision ON days (revision);

CREATE INDEX holds_by_booking ON holds (for_booking) WHERE for_booking IS NOT NULL;

CREATE INDEX holds_by_expiry ON holds (expires_at);

CREATE INDEX holds_by_revision ON holds (revision);

CREATE UNIQUE INDEX holds_one_per_slot ON holds (slot_id) WHERE ended_at IS NULL;

CREATE INDEX identity_tries_by_age ON identity_tries (at);

CREATE INDEX identity_tries_by_number ON identity_tries (nhs_number_hash, at);

CREATE INDEX notices_by_booking ON notices (booking_id);

CREATE INDEX notices_by_due ON notices (not_before) WHERE delivered_at IS NULL;

CREATE INDEX readings_by_revision ON readings (revision);

CREATE INDEX sessions_by_day ON sessions (day, starts_at);

CREATE INDEX slot_types_by_revision ON slot_types (revision);

CREATE INDEX slots_open ON slots (slot_type_id, starts_at) WHERE status = 'open' AND removed_at IS NULL;
