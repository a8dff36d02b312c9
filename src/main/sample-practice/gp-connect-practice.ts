/**
 * The GP Connect door of the sample practice: its diary through Appointment Management 1.2.x, with the Spine proxy's checks
 * in front.
 *
 * `start` and `stop` open and shut the door only; the diary stays in memory in between.
 */
import { createDoorway } from './door/doorway.ts';
import { createHttpDoor } from './door/http-door.ts';
import {
  type GpConnectModes,
  readGpConnectModes,
  USUAL_GP_CONNECT_MODES,
} from './gp-connect/gp-connect-modes.ts';
import { createGpConnectServer } from './gp-connect/gp-connect-server.ts';
import type { Restrictions } from './gp-connect/gp-connect-types.ts';
import type { DoorOptions, SamplePractice } from './sample-practice.ts';

export type GpConnectPracticeOptions = DoorOptions & {
  readonly fromAsid?: string;
  readonly toAsid?: string;
  readonly modes?: Partial<GpConnectModes>;
  /** slot types that only some organisations may see, by name; none unless told */
  readonly restrictions?: Restrictions;
};

export type GpConnectSettings = {
  readonly kind: 'gp-connect';
  readonly baseUrl: string;
  readonly fromAsid: string;
  readonly toAsid: string;
  readonly user: { readonly id: string; readonly familyName: string; readonly givenName: string };
};

export type GpConnectPractice = SamplePractice<GpConnectSettings> & {
  /** ASIDs that may call; none = the proxy turns everybody away */
  readonly setCallers: (asids: readonly string[]) => void;
  readonly setModes: (modes: Partial<GpConnectModes>) => void;
};

export const USUAL_GP_CONNECT_PORT = 4703;
/** Who is logged on at the sample's reception. */
const RECEPTIONIST = { id: '56', familyName: 'Sutton', givenName: 'Maureen' } as const;

export function createGpConnectPractice(options: GpConnectPracticeOptions = {}): GpConnectPractice {
  const { living, faultBox, requests, opening } = createDoorway(options);
  const fromAsid = options.fromAsid ?? '200000000359';
  const toAsid = options.toAsid ?? '918999198993';
  const rootPath = `/${living.plan.odsCode}/STU3/1/gpconnect`;
  let callers: readonly string[] = [fromAsid];
  let modes: GpConnectModes = { ...USUAL_GP_CONNECT_MODES, ...options.modes };

  const serveGpConnect = createGpConnectServer({
    diary: living.diary,
    appointments: living.appointments,
    faultBox,
    requests,
    callers: () => ({ from: callers, to: toAsid }),
    modes: () => modes,
    restrictions: options.restrictions ?? {},
    rootPath,
  });
  const door = createHttpDoor(USUAL_GP_CONNECT_PORT, options, serveGpConnect, () => practice);
  const setCallers = (asids: readonly string[]): void => {
    callers = asids;
  };

  const practice: GpConnectPractice = {
    ...opening(door.start, door.stop),
    get ehr(): GpConnectSettings {
      const baseUrl = `${door.address()}${rootPath}`;
      return { kind: 'gp-connect', baseUrl, fromAsid, toAsid, user: RECEPTIONIST };
    },
    controlUrl: door.controlUrl,
    setModesFrom: (asked) => practice.setModes(readGpConnectModes(asked)),
    orders: {
      /** `{"asids": ["…"]}`: who may call; an empty list turns everybody away */
      callers: ({ asids }) => {
        if (!Array.isArray(asids) || asids.some((asid) => typeof asid !== 'string'))
          throw new Error('asids: a list of texts');
        setCallers(asids.map(String));
        return { callers };
      },
    },
    setCallers,
    setModes: (asked) => {
      modes = { ...modes, ...asked };
    },
  };
  return practice;
}
