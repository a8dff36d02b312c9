/** The modes of the SystmOne door, and reading them from JSON that somebody wrote; every mistake is named. */

export type SystmOneModes = {
  /** what comes too early: dropped without an answer, as SystmOne does, or not looked at */
  readonly throttle: 'off' | 'drop';
  /** NHS numbers of the patients whose records stand open in the client: nothing can be written to them */
  readonly recordOpen: readonly string[];
  /** AppointmentUID in the diary: documented as there, and as optional */
  readonly diaryUids: 'shown' | 'left-out';
};

export function readSystmOneModes(value: unknown): Partial<SystmOneModes> {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null) throw new Error('modes: an object');
  const modes: { -readonly [Name in keyof SystmOneModes]?: SystmOneModes[Name] } = {};
  for (const [name, choice] of Object.entries(value)) {
    if (name === 'throttle' && (choice === 'off' || choice === 'drop')) modes.throttle = choice;
    else if (name === 'diaryUids' && (choice === 'shown' || choice === 'left-out')) modes.diaryUids = choice;
    else if (
      name === 'recordOpen' &&
      Array.isArray(choice) &&
      choice.every((number): number is string => typeof number === 'string')
    )
      modes.recordOpen = choice;
    else throw new Error(`modes.${name}: not a mode, or not one of its choices`);
  }
  return modes;
}
