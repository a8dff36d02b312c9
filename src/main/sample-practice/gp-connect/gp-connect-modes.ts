/**
 * Where real GP Connect providers differ from one another, as far as the specification lets them; and reading such modes
 * from JSON that somebody wrote.
 */
export type GpConnectModes = {
  /** EMIS and Vision show free slots whose time has gone by; SystmOne does not */
  readonly pastSlots: 'shown' | 'hidden';
  /** what a booking of a slot that was never there comes to: the specification's example and its test pack differ */
  readonly unknownSlot: 'reference-not-found' | 'invalid-resource';
};

export const USUAL_GP_CONNECT_MODES: GpConnectModes = {
  pastSlots: 'shown',
  unknownSlot: 'reference-not-found',
};

export function readGpConnectModes(value: unknown): Partial<GpConnectModes> {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null) throw new Error('modes: an object');
  const modes: { -readonly [Name in keyof GpConnectModes]?: GpConnectModes[Name] } = {};
  for (const [name, choice] of Object.entries(value)) {
    if (name === 'pastSlots' && (choice === 'shown' || choice === 'hidden')) modes.pastSlots = choice;
    else if (name === 'unknownSlot' && (choice === 'reference-not-found' || choice === 'invalid-resource'))
      modes.unknownSlot = choice;
    else throw new Error(`modes.${name}: not a mode, or not one of its choices`);
  }
  return modes;
}
