/** What reception can do at this very PC when its EHR does not let Slotkeeper in, click by click. Pure. */
import type { FailureKind } from '#shared/domain/failure.ts';

export interface Mending {
  readonly title: string;
  readonly steps: readonly string[];
}

/** Undefined for whatever is not mended by clicks on this PC. */
export function mendingOf(kind: FailureKind | undefined, ehr: string): Mending | undefined {
  switch (kind) {
    case 'device-waiting':
      return {
        title: `${ehr} waits for somebody to approve this PC`,
        steps: [
          `Look at ${ehr} on this PC. It shows a question about Slotkeeper, perhaps behind another window.`,
          'Approve it there. It is asked once for each PC.',
          'Nothing more: Slotkeeper goes on by itself.',
        ],
      };
    case 'device-blocked':
      return {
        title: `Slotkeeper is blocked in ${ehr} on this PC`,
        steps: [
          `In ${ehr}, open Setup > Mobile Working & Integration > Device Manager.`,
          'Find this PC in the list and unblock it.',
          'Nothing more: Slotkeeper goes on by itself with its next try. “Check now” tries at once.',
        ],
      };
    case 'not-open':
      return {
        title: `${ehr} is not open on this PC`,
        steps: [
          `Open ${ehr} on this PC.`,
          'Log on, and stay logged on for as long as Slotkeeper is to work.',
          'Nothing more: Slotkeeper goes on by itself.',
        ],
      };
    default:
      return undefined;
  }
}
