/** Being written by the door's owner; this line goes with it. */
import type { DoorOptions, SamplePractice } from './sample-practice.ts';

export type GpConnectPracticeOptions = DoorOptions & {
  readonly fromAsid?: string;
  readonly toAsid?: string;
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
};

export const USUAL_GP_CONNECT_PORT = 4703;

export function createGpConnectPractice(_options: GpConnectPracticeOptions = {}): GpConnectPractice {
  throw new Error('not yet');
}
