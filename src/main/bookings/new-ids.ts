/** Ids and marks that nobody can guess, out of the dice. A booking's and a hold's id stand in links, so both are 128 bits. */
import type { BookingId, CommandId, HoldId } from '#shared/domain/ids.ts';
import { asId } from '#shared/domain/ids.ts';
import type { Dice } from '../ports/dice.ts';

const ID_BYTES = 16;
const TOKEN_LENGTH = 12;
/** 32 letters and digits without those that are read for one another (I, L, O, U), so that reception can read a token out. */
const TOKEN_LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const newId = (dice: Dice): string => Buffer.from(dice.bytes(ID_BYTES)).toString('base64url');
export const newBookingId = (dice: Dice): BookingId => asId<BookingId>(newId(dice));
export const newHoldId = (dice: Dice): HoldId => asId<HoldId>(newId(dice));
export const newCommandId = (dice: Dice): CommandId => asId<CommandId>(newId(dice));

/** Our mark on a booking in the diary: 60 bits, nothing personal in it. */
export const newToken = (dice: Dice): string =>
  Array.from(dice.bytes(TOKEN_LENGTH), (byte) => TOKEN_LETTERS[byte % TOKEN_LETTERS.length]).join('');
