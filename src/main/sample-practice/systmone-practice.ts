/**
 * The SystmOne door of the sample practice: its diary through TPP's Client Integration, over TCP on loopback.
 *
 * The port belongs to whoever is logged on: logging off closes it and leaves the control plane, the diary and its life as
 * they are. `start` logs on.
 */
import { serveControl } from './control/sample-control.ts';
import { REAL_CLOCK } from './diary/clock.ts';
import { createDoorway } from './door/doorway.ts';
import { LOOPBACK } from './door/kept-port.ts';
import { createListener } from './door/listener.ts';
import type { DoorOptions, DoorOrder, SamplePractice } from './sample-practice.ts';
import { createDevices } from './systmone/systmone-devices.ts';
import { createSystmOneListener } from './systmone/systmone-listener.ts';
import { createMemory } from './systmone/systmone-memory.ts';
import { readSystmOneModes, type SystmOneModes } from './systmone/systmone-modes.ts';
import { createSystmOneServer } from './systmone/systmone-server.ts';
import { createThrottle } from './systmone/systmone-throttle.ts';

export type SystmOnePracticeOptions = DoorOptions & {
  readonly apiKey?: string;
  /** approved from the beginning; left out or empty, the first connection asks the user of the sample */
  readonly deviceId?: string;
  /** left out: `drop` as SystmOne does, but `off` where a test turns the practice's clock by hand */
  readonly throttle?: SystmOneModes['throttle'];
  /** milliseconds of a clock that only goes forward; the throttle counts real ones unless told otherwise */
  readonly elapsed?: () => number;
};

export type SystmOneSettings = {
  readonly kind: 'systmone';
  readonly host: string;
  readonly port: number;
  readonly apiKey: string;
  readonly deviceId: string;
};

export type SystmOnePractice = SamplePractice<SystmOneSettings> & {
  /** does a device wait for the user's answer? */
  readonly isAskingForDevice: () => boolean;
  /** what the logged-on user answers to "may this device use SystmOne?"; true when a question was open */
  readonly answerDevice: (isApproved: boolean) => boolean;
  /** forgets every approved device, or blocks them all */
  readonly setDevices: (state: 'ask' | 'blocked') => void;
  readonly setModes: (modes: Partial<SystmOneModes>) => void;
  /** the only key that is accepted from now on */
  readonly setApiKey: (apiKey: string) => void;
  /** nobody logged on = the port is closed */
  readonly logOff: () => Promise<void>;
  readonly logOn: () => Promise<void>;
  readonly isLoggedOn: () => boolean;
  /** requests that came too early and got no answer */
  readonly throttled: () => number;
};

export const USUAL_SYSTMONE_PORT = 40_700;
/** What stands in the configuration that `slotkeeper sample` prints. */
const READY_DEVICE = 'SAMPLE-DEVICE-0001';

export function createSystmOnePractice(options: SystmOnePracticeOptions = {}): SystmOnePractice {
  const { living, faultBox, requests, opening } = createDoorway(options);
  let apiKey = options.apiKey ?? 'SLOTKEEPER-SAMPLE';
  const memory = createMemory(options.stateFile === undefined ? undefined : `${options.stateFile}.systmone`);
  const devices = createDevices(memory);
  const ready = options.deviceId ?? (options.controlPlane === true ? READY_DEVICE : '');
  if (ready !== '') devices.approve(ready);

  const usualThrottle = living.clock === REAL_CLOCK ? 'drop' : 'off';
  let modes: SystmOneModes = {
    throttle: options.throttle ?? usualThrottle,
    recordOpen: [],
    diaryUids: 'shown',
  };
  const throttle = createThrottle(options.elapsed ?? (() => performance.now()));
  let throttled = 0;
  const leftOpen = new Set<string>();

  const serve = createSystmOneServer({
    diary: living.diary,
    appointments: living.appointments,
    faultBox,
    requests,
    devices,
    apiKey: () => apiKey,
    added: {
      has: (uid) => memory.read().added.includes(uid),
      add: (uid) => memory.change({ added: [...memory.read().added, uid] }),
    },
    showsUids: () => modes.diaryUids === 'shown',
    openRecords: {
      has: (nhsNumber) => leftOpen.has(nhsNumber) || modes.recordOpen.includes(nhsNumber),
      add: (nhsNumber) => void leftOpen.add(nhsNumber),
    },
    admits: (isHeavy) => {
      const admitted = modes.throttle === 'off' || throttle.admits(isHeavy);
      if (!admitted) throttled += 1;
      return admitted;
    },
  });
  const listener = createSystmOneListener(options.port ?? USUAL_SYSTMONE_PORT, serve);
  const control = createListener(0, async (request, response, url) => {
    if (url.pathname.startsWith('/sample/')) return serveControl(practice, request, response, url);
    response.writeHead(404, { 'content-length': 0 }).end();
  });

  const logOff = async (): Promise<void> => {
    leftOpen.clear();
    await listener.stop();
    devices.hangUp();
  };
  const open = async (): Promise<number> => {
    const port = await listener.start();
    if (options.controlPlane === true) await control.start();
    return port;
  };
  const shut = async (): Promise<void> => {
    await Promise.all([logOff(), control.stop()]);
  };
  const orders: Readonly<Record<string, DoorOrder>> = {
    'log-off': async () => {
      await logOff();
      return { isLoggedOn: false };
    },
    'log-on': async () => {
      await listener.start();
      return { isLoggedOn: true };
    },
    device: ({ isApproved }) => {
      if (typeof isApproved !== 'boolean') throw new Error('isApproved: true or false');
      return { wasAsking: devices.answer(isApproved) };
    },
    devices: ({ state }) => {
      if (state !== 'ask' && state !== 'blocked') throw new Error('state: "ask" or "blocked"');
      devices.set(state);
      return { state };
    },
  };

  const practice: SystmOnePractice = {
    ...opening(open, shut),
    get ehr(): SystmOneSettings {
      const port = listener.standsAt();
      return { kind: 'systmone', host: LOOPBACK, port, apiKey, deviceId: devices.approved() ?? '' };
    },
    controlUrl: () =>
      options.controlPlane === true && control.port() !== 0
        ? `http://${LOOPBACK}:${control.port()}`
        : undefined,
    setModesFrom: (asked) => practice.setModes(readSystmOneModes(asked)),
    orders,
    isAskingForDevice: devices.isAsking,
    answerDevice: devices.answer,
    setDevices: devices.set,
    setModes: (asked) => {
      modes = { ...modes, ...asked };
      if (asked.recordOpen) leftOpen.clear();
    },
    setApiKey: (key) => {
      apiKey = key;
    },
    logOff,
    logOn: async () => {
      await listener.start();
    },
    isLoggedOn: listener.isListening,
    throttled: () => throttled,
  };
  return practice;
}
