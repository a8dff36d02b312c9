/**
 * The EMIS Web door of the sample practice: its diary through the Partner API.
 *
 * `start` and `stop` open and shut the door only; the diary stays in memory in between, as an EHR does when the network
 * is down.
 */
import { ONLINE_BOOKINGS_USER } from './diary/practice-plan.ts';
import { readEmisModes } from './emis/emis-modes.ts';
import { serveControl } from './control/sample-control.ts';
import { createListener } from './door/listener.ts';
import { createRequestLog } from './door/request-log.ts';
import { ALL_SCOPES, BASE_PATH, type Keys } from './emis/emis-door.ts';
import { type EmisModes, USUAL_MODES } from './emis/emis-errors.ts';
import { createEmisServer } from './emis/emis-server.ts';
import type { EmisScope } from './emis/emis-types.ts';
import { createFaultBox } from './faults/fault-box.ts';
import { createLivingPractice } from './living-practice.ts';
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
  const living = options.living ?? createLivingPractice(options);
  const { plan, diary, appointments, staff } = living;
  const faultBox = createFaultBox(plan.seed);
  const requests = createRequestLog(living.clock.now);
  const applicationId = options.applicationId ?? 'SLOTKEEPER-SAMPLE';
  const accessToken = options.accessToken ?? 'sample-practice-token';
  let keys: Keys = { applicationId, tokens: { [accessToken]: ALL_SCOPES, ...options.tokens } };
  let modes: EmisModes = { ...USUAL_MODES, ...options.modes };
  faultBox.set(options.faults ?? []);

  const serveEmis = createEmisServer({
    diary,
    appointments,
    faultBox,
    requests,
    keys: () => keys,
    modes: () => modes,
  });
  const listener = createListener(options.port ?? USUAL_EMIS_PORT, (request, response, url) =>
    options.controlPlane === true && url.pathname.startsWith('/sample/')
      ? serveControl(practice, request, response, url)
      : serveEmis(request, response, url),
  );
  const address = (): string => {
    const port = listener.port();
    if (port === 0) throw new Error('The sample practice has no port before it is started');
    return `http://127.0.0.1:${port}`;
  };
  const stop = async (): Promise<void> => {
    living.rest();
    await listener.stop();
  };

  const practice: EmisPractice = {
    start: async () => {
      const port = await listener.start();
      living.wake();
      return { port };
    },
    stop,
    close: async () => {
      await stop();
      if (!options.living) living.close();
    },
    get ehr(): EmisSettings {
      const bookedBy = String(ONLINE_BOOKINGS_USER);
      return { kind: 'emis-web', baseUrl: `${address()}${BASE_PATH}`, applicationId, accessToken, bookedBy };
    },
    controlUrl: () => (options.controlPlane === true ? address() : undefined),
    practice: { name: plan.name, odsCode: plan.odsCode },
    living,
    staff,
    requests,
    setFaults: faultBox.set,
    faultCounts: faultBox.counts,
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
