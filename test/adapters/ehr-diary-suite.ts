// One suite for every EHR: a connector is done when it passes. Whatever a protocol cannot see it says in `sees`, and the
// suite asks no more of it than that; what it can see is asked of all three alike. Each test has a practice of its own.
import { afterEach, beforeEach, describe } from 'vitest';

import type { PracticeUnderTest } from '../support/ehr-practice-under-test.ts';
import { asksOf } from './suite/asks.ts';
import { describeBooking } from './suite/booking.ts';
import { describeCancelling } from './suite/cancelling.ts';
import { describeFinding } from './suite/finding.ts';
import { describeLife } from './suite/life.ts';
import { describeReading } from './suite/reading.ts';
import { describeTrouble } from './suite/trouble.ts';

export function describeEhrDiary(name: string, open: () => Promise<PracticeUnderTest>): void {
  describe(`the diary of ${name}`, async () => {
    // Which misbehaviour a protocol knows decides which tests there are, and so it must be known before any runs.
    const first = await open();
    const { knows } = first;
    await first.end();

    let practice: PracticeUnderTest;
    beforeEach(async () => {
      practice = await open();
    });
    afterEach(() => practice.end());

    const asks = asksOf(() => practice);
    describeReading(asks);
    describeLife(asks);
    describeBooking(asks, knows);
    describeCancelling(asks, knows);
    describeFinding(asks, knows);
    describeTrouble(asks, knows);
  });
}
