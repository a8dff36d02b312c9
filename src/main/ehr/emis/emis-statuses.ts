/** What EMIS calls the state of a slot, and what it means to us. A word that is not here is `unknown`, and so never free. */
import type { SlotStatus } from '#shared/domain/slot.ts';

const STATUSES: ReadonlyMap<string, SlotStatus> = new Map<string, SlotStatus>([
  ['Slot Available', 'open'],
  ['Blocked', 'blocked'],
  ['Embargoed', 'embargoed'],
  ['Booked', 'booked'],
  ['Arrived', 'booked'],
  ['Send In', 'booked'],
  ['Quiet Send In', 'booked'],
  ['Left', 'booked'],
  ['DNA', 'booked'],
  ['Walked Out', 'booked'],
  ['Visited', 'booked'],
  ['Visited - Not In', 'booked'],
  ['Telephone - Complete', 'booked'],
  ['Telephone - Not In', 'booked'],
  ['Start Call', 'booked'],
  ['Cannot Be Seen', 'booked'],
]);

export const emisStatus = (word: string): SlotStatus => STATUSES.get(word) ?? 'unknown';
