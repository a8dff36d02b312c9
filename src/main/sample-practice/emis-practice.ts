/**
 * The EMIS Web door of the sample practice: its diary through the Partner API.
 *
 * `start` and `stop` open and shut the door only; the diary stays in memory in between, as an EHR does when the network
 * is down.
 */
import { ONLINE_BOOKINGS_USER } from './diary/practice-plan.ts';
import { readEmisModes } from './emis/emis-modes.ts';
import { createDoorway } from './door/doorway.ts';
import { createHttpDoor } from './door/http-door.ts';
import { ALL_SCOPES, BASE_PATH, type Keys } from './emis/emis-door.ts';
import { type EmisModes, USUAL_MODES } from './emis/emis-errors.ts';
import { createEmisServer } from './emis/emis-server.ts';
import type { EmisScope } from './emis/emis-types.ts';
import type { DoorOptions, SamplePractice } from './sample-practice.ts';

export type EmisPracticeOptions = DoorOptions & {
  readonly applicationId?: string;
  readonly accessToken?: string;
  /** further tokens with fewer scopes */
  readonly tokens?: Readonly<Record<string, readonly EmisScope[]>>;
  readonly modes?: Partial<EmisModes>;
};

export type EmisSettings = {
  readonly kind: 'emis-web';
  readonly baseUrl: string;
  readonly applicationId: string;
  readonly accessToken: string;
  readonly bookedBy: string;
};

export type EmisPractice = SamplePractice<EmisSettings> & {
  readonly setModes: (modes: Partial<EmisModes>) => void;
  /** replaces the tokens that are accepted; none = every sign-in is refused */
  readonly setTokens: (tokens: Readonly<Record<string, readonly EmisScope[]>>) => void;
};

export const USUAL_EMIS_PORT = 4701;

export function createEmisPractice(options: EmisPracticeOptions = {}): EmisPractice {
  const { living, faultBox, requests, opening } = createDoorway(options);
  const applicationId = options.applicationId ?? 'SLOTKEEPER-SAMPLE';
  const accessToken = options.accessToken ?? 'sample-practice-token';
  let keys: Keys = { applicationId, tokens: { [accessToken]: ALL_SCOPES, ...options.tokens } };
  let modes: EmisModes = { ...USUAL_MODES, ...options.modes };

  const serveEmis = createEmisServer({
    diary: living.diary,
    appointments: living.appointments,
    faultBox,
    requests,
    keys: () => keys,
    modes: () => modes,
  });
  const door = createHttpDoor(USUAL_EMIS_PORT, options, serveEmis, () => practice);

  const practice: EmisPractice = {
    ...opening(door.start, door.stop),
    get ehr(): EmisSettings {
      const bookedBy = String(ONLINE_BOOKINGS_USER);
      return {
        kind: 'emis-web',
        baseUrl: `${door.address()}${BASE_PATH}`,
        applicationId,
        accessToken,
        bookedBy,
      };
    },
    controlUrl: door.controlUrl,
    setModesFrom: (asked) => practice.setModes(readEmisModes(asked)),
    orders: {},
    setModes: (asked) => {
      modes = { ...modes, ...asked };
    },
    setTokens: (tokens) => {
      keys = { applicationId, tokens };
    },
  };
  return practice;
}
