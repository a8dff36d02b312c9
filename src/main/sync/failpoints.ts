/** Where a test may stop, break or kill a reading. In the product nobody is there and nothing is waited for. */

export const SYNC_FAILPOINTS = [
  'generation-taken', // the reading has its number, nothing has been asked
  'mid-reading', // the sessions are known, not all of their slots
  'day-read', // everything of one day is here, nothing is stored of it
  'before-apply', // the next thing is the transaction
  'inside-apply', // in the transaction, nothing is committed; may only stand still or throw
  'applied', // the day is on disk, nobody has been told
  'days-applied', // every day is on disk, the row of the reading is not
  'past-forgotten', // what lies behind is gone; may only stand still or throw
] as const;
export type SyncFailpoint = (typeof SYNC_FAILPOINTS)[number];

export type AtSyncFailpoint = (name: SyncFailpoint) => Promise<void> | void;
