/** The three doors of the sample practice for scenarios that ask the same of each, and what differs between them. */
import type { EhrKind } from '#shared/domain/ehr.ts';

import { createEmisPractice } from '../../src/main/sample-practice/emis-practice.ts';
import { createGpConnectPractice } from '../../src/main/sample-practice/gp-connect-practice.ts';
import type { SamplePractice } from '../../src/main/sample-practice/sample-practice.ts';
import { createSystmOnePractice } from '../../src/main/sample-practice/systmone-practice.ts';
import { SMALL } from './scenario-core.ts';
import type { EhrBlock } from './scenario-processes.ts';

export const APPROVED_DEVICE = 'SAMPLE-DEVICE-1';
/** SystmOne's pace is not what these scenarios ask about, so its sample counts no seconds and the PC is in a hurry. */
export const HURRIED = { isHurried: true, booking: { requestTimeoutSeconds: 10 } } as const;

interface ScenarioDoor {
  readonly kind: EhrKind;
  readonly product: string;
  create(): SamplePractice<EhrBlock>;
  /** For the core on it. */
  readonly wish?: typeof HURRIED;
  /** What the request log calls the booking. */
  readonly booking: string;
}

export const SCENARIO_DOORS: readonly ScenarioDoor[] = [
  {
    kind: 'emis-web',
    product: 'EMIS Web',
    create: () => createEmisPractice(SMALL),
    booking: 'BookAppointment',
  },
  {
    kind: 'systmone',
    product: 'SystmOne',
    create: () => createSystmOnePractice({ ...SMALL, deviceId: APPROVED_DEVICE, throttle: 'off' }),
    wish: HURRIED,
    booking: 'UpdatePatientRecord',
  },
  {
    kind: 'gp-connect',
    product: 'GP Connect',
    create: () => createGpConnectPractice(SMALL),
    booking: 'book-appointment',
  },
];
