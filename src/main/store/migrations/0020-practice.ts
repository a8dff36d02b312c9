/** Whose rows these are: slots, patients and bookings of one practice mean something else, or somebody else, in another. */
export const PRACTICE = `
ALTER TABLE meta ADD COLUMN practice TEXT CHECK (practice <> ''); -- ODS code and EHR; set by the first start
`;
