/**
 * What people write about one booking leaves the audit trail's plain columns for a table of its own, sealed, where it can be
 * forgotten: audit rows never can. Rows written before have no key here; `seal-old-notes.ts` sees to them at the next start.
 */
const NOTED = `kind IN ('booking-change-asked', 'booking-settled')`;

export const SEALED_NOTES = `
-- SHA-256 of the sealed note; the row's hash covers it, so that an altered note shows. It stays when the note is forgotten.
ALTER TABLE audit ADD COLUMN note_digest BLOB CHECK (note_digest IS NULL OR length(note_digest) = 32);
CREATE TRIGGER audit_notes_are_sealed BEFORE INSERT ON audit WHEN NEW.why IS NOT NULL AND NEW.${NOTED}
  BEGIN SELECT RAISE(ABORT, 'what is written about a booking is sealed'); END;
-- Finds what an older version left in the clear; empty from then on.
CREATE INDEX audit_plain_notes ON audit (seq) WHERE why IS NOT NULL AND ${NOTED};

-- Reception's words on a booking, each one sealed value. Deleted with the patient's details.
CREATE TABLE audit_notes (
  seq INTEGER PRIMARY KEY REFERENCES audit (seq),
  booking_id TEXT NOT NULL REFERENCES bookings (booking_id),
  note BLOB NOT NULL
) STRICT;

-- Nobody settled it within thirty days of the appointment, so nobody is asked any more. What became of it stays unproven.
ALTER TABLE bookings ADD COLUMN closed_at INTEGER CHECK (closed_at IS NULL OR state = 'needs-you');
`;
