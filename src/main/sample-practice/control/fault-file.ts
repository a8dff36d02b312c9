/**
 * Reading a faults file: `[fault, …]` or `{"faults": […], "modes": {…}}`.
 *
 * Every mistake is named with its place, since the file is written by hand in the middle of
 * hunting something else.
 */
import { readFileSync } from 'node:fs';
import type { EmisModes } from '../emis/emis-errors.ts';
import { type Fault, readFaults } from '../faults/fault.ts';

export type FaultSettings = { readonly faults: readonly Fault[]; readonly modes: Partial<EmisModes> };

export function readModes(value: unknown): Partial<EmisModes> {
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

export function readFaultFile(file: string): FaultSettings {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (trouble) {
    throw new Error(
      `${file}: cannot be read as JSON (${trouble instanceof Error ? trouble.message : 'unknown trouble'})`,
      { cause: trouble },
    );
  }
  if (Array.isArray(value)) return { faults: readFaults(value), modes: {} };
  if (typeof value !== 'object' || value === null)
    throw new Error(`${file}: a list of faults or {"faults": […]}`);
  const fields = new Map<string, unknown>(Object.entries(value));
  return { faults: readFaults(fields.get('faults') ?? []), modes: readModes(fields.get('modes')) };
}
