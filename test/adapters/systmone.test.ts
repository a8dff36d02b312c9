// The SystmOne connector against the sample practice's SystmOne: the suite of every EHR, and what is SystmOne's own.
import { openSystmOneUnderTest } from '../support/ehr-systmone-under-test.ts';
import { describeEhrDiary } from './ehr-diary-suite.ts';

describeEhrDiary('SystmOne', () => openSystmOneUnderTest());
