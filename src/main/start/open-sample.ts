/**
 * The sample practice that the app opens on when none is configured: the EHR's server runs inside this process and is
 * spoken to over loopback like any other. One diary lies behind all three doors, and is kept on disk, as a real EHR's
 * would be when this app is killed: what was booked through one door is seen through the next.
 */
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

import type { SampleFault } from '#shared/contract/asked.ts';
import type { EhrKind } from '#shared/domain/ehr.ts';

import { parseConfiguration } from './configuration.ts';
import type { DataFolder } from '../this-pc/data-folder.ts';
import type { Configuration } from '../ports/settings.ts';
import { createEmisPractice } from '../sample-practice/emis-practice.ts';
import type { Fault } from '../sample-practice/faults/fault.ts';
import { createGpConnectPractice } from '../sample-practice/gp-connect-practice.ts';
import { type LivingPractice, createLivingPractice } from '../sample-practice/living-practice.ts';
import type { SamplePractice } from '../sample-practice/sample-practice.ts';
import { createSystmOnePractice } from '../sample-practice/systmone-practice.ts';

/** Changes that the sample's staff make in a minute: enough to see the diary live, not to make it restless. */
const LIVELY = 6;
const USUAL_SITE_PORT = 4780;
/** SystmOne answers one request a second, bookings first: read as often as the others, four bookings in a row make it late. */
const NEAR_EVERY_SECONDS: Readonly<Record<EhrKind, number>> = {
  'emis-web': 5,
  systmone: 12,
  'gp-connect': 5,
};
const ACTIVE = ['GP telephone', 'GP face to face', 'HCA blood test'];

export interface OpenSample {
  readonly configuration: Configuration;
  setFault(fault: SampleFault): Promise<void>;
  /** What the user of the sample SystmOne answers; whether it had asked. */
  answerDevice?(isApproved: boolean): boolean;
  close(): Promise<void>;
}

const FAULTS: Readonly<Record<Exclude<SampleFault, 'stopped'>, readonly Fault[]>> = {
  none: [],
  slow: [{ kind: 'slow', ms: 4_000 }],
  'lose-answers': [{ kind: 'drop', on: 'writes', when: 'after-work' }],
  'refuse-writes': [{ kind: 'fail', status: 500, on: 'writes' }],
  truncate: [{ kind: 'truncate', atShare: 0.5, on: 'reads' }],
};

interface Door {
  readonly practice: SamplePractice;
  /** The block of the configuration; before the start there is no port to put in it. */
  readonly ehr: () => object;
  /** Nobody answers any more; the diary lives on. */
  readonly shut: () => Promise<void>;
  readonly reopen: () => Promise<void>;
  readonly answerDevice?: (isApproved: boolean) => boolean;
}

/** Beside the diary in the same file name, the door keeps which devices it has approved and what was added through it. */
function systmOneDoor(living: LivingPractice, stateFile: string, deviceId: string): Door {
  const practice = createSystmOnePractice({ living, port: 0, stateFile, deviceId });
  let isBlocked = false;
  return {
    practice,
    // Only the id that was approved here before: else this PC asks, as it would at a real practice.
    ehr: () => ({ ...practice.ehr, deviceId }),
    shut: practice.logOff,
    reopen: practice.logOn,
    answerDevice(isApproved) {
      if (practice.answerDevice(isApproved)) {
        isBlocked = !isApproved;
        return true;
      }
      // Blocked, here or in an earlier run: what SystmOne calls unblocking. It asks again at the next try.
      if (!isApproved || !(isBlocked || practice.ehr.deviceId === '')) return false;
      isBlocked = false;
      practice.setDevices('ask');
      return true;
    },
  };
}

function doorOf(kind: EhrKind, living: LivingPractice, stateFile: string, deviceId: string): Door {
  if (kind === 'systmone') return systmOneDoor(living, stateFile, deviceId);
  const options = { living, port: 0 };
  const practice = kind === 'emis-web' ? createEmisPractice(options) : createGpConnectPractice(options);
  return {
    practice,
    ehr: () => practice.ehr,
    shut: practice.stop,
    reopen: async () => void (await practice.start()),
  };
}

/** A second sample beside the first should show its patients' page too, not a failure. */
const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

export interface SampleWish {
  readonly ehr: EhrKind;
  /** Under which the sample SystmOne has approved this PC; empty: it has not. */
  readonly deviceId: string;
}

export async function openSample(folder: DataFolder, { ehr, deviceId }: SampleWish): Promise<OpenSample> {
  mkdirSync(path.dirname(folder.sampleDiary), { recursive: true });
  const living = createLivingPractice({
    stateFile: folder.sampleDiary,
    foreignState: 'put-aside',
    lively: LIVELY,
  });
  let door: Door | undefined;
  const close = async () => {
    await door?.practice.close();
    living.close();
  };
  try {
    const opened = doorOf(ehr, living, folder.sampleDiary, deviceId);
    door = opened;
    await opened.practice.start();
    const { name, odsCode } = opened.practice.practice;
    const configuration = parseConfiguration({
      practice: { name, odsCode, phone: '01632 960 018' },
      ehr: opened.ehr(),
      bookingSite: { port: (await isFree(USUAL_SITE_PORT)) ? USUAL_SITE_PORT : 0 },
      reading: { nearEverySeconds: NEAR_EVERY_SECONDS[ehr], requestsPerSecond: 20 },
      activeSlotTypes: ACTIVE,
    });
    if (!configuration.ok) throw new Error(configuration.failure.message);
    let isShut = false;
    return {
      configuration: configuration.value,
      async setFault(fault) {
        if (fault !== 'stopped') opened.practice.setFaults(FAULTS[fault]);
        if ((fault === 'stopped') === isShut) return;
        isShut = !isShut;
        await (isShut ? opened.shut() : opened.reopen());
      },
      ...(opened.answerDevice ? { answerDevice: opened.answerDevice } : {}),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
