/**
 * The sample practice that the app opens on when none is configured: its EMIS Web server runs inside this process and is
 * spoken to over loopback like any other. Its diary is kept on disk, as a real EHR's would be when this app is killed.
 */
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

import type { SampleFault } from '#shared/contract/asked.ts';

import { parseConfiguration } from './configuration.ts';
import type { DataFolder } from '../this-pc/data-folder.ts';
import type { Configuration } from '../ports/settings.ts';
import { createEmisPractice } from '../sample-practice/emis-practice.ts';
import type { Fault } from '../sample-practice/faults/fault.ts';

/** Changes that the sample's staff make in a minute: enough to see the diary live, not to make it restless. */
const LIVELY = 6;
const USUAL_SITE_PORT = 4780;
const ACTIVE = ['GP telephone', 'GP face to face', 'HCA blood test'];

export interface OpenSample {
  readonly configuration: Configuration;
  setFault(fault: SampleFault): Promise<void>;
  close(): Promise<void>;
}

const FAULTS: Readonly<Record<Exclude<SampleFault, 'stopped'>, readonly Fault[]>> = {
  none: [],
  slow: [{ kind: 'slow', ms: 4_000 }],
  'lose-answers': [{ kind: 'drop', on: 'writes', when: 'after-work' }],
  'refuse-writes': [{ kind: 'fail', status: 500, on: 'writes' }],
  truncate: [{ kind: 'truncate', atShare: 0.5, on: 'reads' }],
};

/** A second sample beside the first should show its patients' page too, not a failure. */
const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

export async function openSample(folder: DataFolder): Promise<OpenSample> {
  mkdirSync(path.dirname(folder.sampleDiary), { recursive: true });
  const practice = createEmisPractice({
    port: 0,
    stateFile: folder.sampleDiary,
    foreignState: 'put-aside',
    lively: LIVELY,
  });
  await practice.start();
  const { name, odsCode } = practice.practice;
  const configuration = parseConfiguration({
    practice: { name, odsCode, phone: '01632 960 018' },
    ehr: practice.ehr,
    bookingSite: { port: (await isFree(USUAL_SITE_PORT)) ? USUAL_SITE_PORT : 0 },
    reading: { nearEverySeconds: 5, requestsPerSecond: 20 },
    activeSlotTypes: ACTIVE,
  });
  if (!configuration.ok) throw new Error(configuration.failure.message);
  let isStopped = false;
  return {
    configuration: configuration.value,
    async setFault(fault) {
      if (fault === 'stopped') {
        isStopped = true;
        return practice.stop();
      }
      practice.setFaults(FAULTS[fault]);
      if (isStopped) await practice.start();
      isStopped = false;
    },
    close: practice.close,
  };
}
