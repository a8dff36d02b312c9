/** Being written by the door's owner; this line goes with it. */
import type { DoorOptions, SamplePractice } from './sample-practice.ts';

export type SystmOnePracticeOptions = DoorOptions & {
  readonly apiKey?: string;
  /** approved from the beginning; left out or empty, the first connection asks the user of the sample */
  readonly deviceId?: string;
};

export type SystmOneSettings = {
  readonly kind: 'systmone';
  readonly host: string;
  readonly port: number;
  readonly apiKey: string;
  readonly deviceId: string;
};

export type SystmOnePractice = SamplePractice<SystmOneSettings> & {
  /** what the logged-on user answers to "may this device use SystmOne?"; true when a question was open */
  readonly answerDevice: (isApproved: boolean) => boolean;
  /** forgets every approved device, or blocks them all */
  readonly setDevices: (state: 'ask' | 'blocked') => void;
  /** nobody logged on = the port is closed */
  readonly logOff: () => Promise<void>;
  readonly logOn: () => Promise<void>;
};

export const USUAL_SYSTMONE_PORT = 40_700;

export function createSystmOnePractice(_options: SystmOnePracticeOptions = {}): SystmOnePractice {
  throw new Error('not yet');
}
