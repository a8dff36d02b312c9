/** Reads the modes of the EMIS door from JSON that somebody wrote; every mistake is named. */
import type { EmisModes } from './emis-errors.ts';

export function readEmisModes(value: unknown): Partial<EmisModes> {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null) throw new Error('modes: an object');
  const modes: { -readonly [Name in keyof EmisModes]?: EmisModes[Name] } = {};
  for (const [name, choice] of Object.entries(value)) {
    if (name === 'takenSlot' && (choice === 'bad-request' || choice === 'not-found'))
      modes.takenSlot = choice;
    else if (name === 'nothingToReturn' && (choice === 'empty-list' || choice === 'not-found'))
      modes.nothingToReturn = choice;
    else throw new Error(`modes.${name}: not a mode, or not one of its choices`);
  }
  return modes;
}
