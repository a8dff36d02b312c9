// GP Connect by Appointment Management 1.2.x: the suite of all EHRs, and what only GP Connect does.

import { openGpConnectUnderTest } from '../support/ehr-gp-connect-under-test.ts';
import { describeEhrDiary } from './ehr-diary-suite.ts';

describeEhrDiary('GP Connect', openGpConnectUnderTest);
