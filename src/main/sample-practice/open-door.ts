/** The three doors of the sample practice by name: which protocol, and on which port it usually stands. */
import { createEmisPractice, USUAL_EMIS_PORT } from './emis-practice.ts';
import { createGpConnectPractice, USUAL_GP_CONNECT_PORT } from './gp-connect-practice.ts';
import type { DoorOptions, SamplePractice } from './sample-practice.ts';
import { createSystmOnePractice, USUAL_SYSTMONE_PORT } from './systmone-practice.ts';

export const DOORS = {
  'emis-web': { port: USUAL_EMIS_PORT, create: createEmisPractice },
  systmone: { port: USUAL_SYSTMONE_PORT, create: createSystmOnePractice },
  'gp-connect': { port: USUAL_GP_CONNECT_PORT, create: createGpConnectPractice },
} as const satisfies Readonly<
  Record<string, { port: number; create: (options: DoorOptions) => SamplePractice }>
>;

export type DoorName = keyof typeof DOORS;
export const DOOR_NAMES = Object.keys(DOORS) as readonly DoorName[];

export const isDoorName = (name: string): name is DoorName => Object.hasOwn(DOORS, name);
