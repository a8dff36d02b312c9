/**
 * A hold may be kept for one patient: for whom a booking came to nothing, and who is offered this slot in its place. Named by that
 * booking, whose private page alone can take it. Frozen once released.
 */
export const HELD_FOR = `
ALTER TABLE holds ADD COLUMN for_booking TEXT REFERENCES bookings (booking_id); -- NULL: whoever chose it, by its id
CREATE INDEX holds_by_booking ON holds (for_booking) WHERE for_booking IS NOT NULL;
`;
