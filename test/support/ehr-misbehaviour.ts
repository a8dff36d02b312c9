/** The suite's words for misbehaviour as the sample practice's faults. */
import type { Fault } from '../../src/main/sample-practice/faults/fault.ts';
import type { Misbehaviour } from './ehr-practice-under-test.ts';

/** What a server that speaks HTTP can be made to do. */
export const KNOWN_OVER_HTTP: ReadonlySet<Misbehaviour['kind']> = new Set([
  'drop',
  'black-hole',
  'server-error',
  'portal',
  'redirect',
  'garbage',
  'cut-off',
  'oversized',
  'overloaded',
]);

export function faultOf(on: string, how: Misbehaviour): Fault {
  switch (how.kind) {
    case 'drop':
    case 'black-hole':
      return { on, kind: how.kind, when: how.when };
    case 'server-error':
      return { on, kind: 'fail', status: 500, when: how.when };
    case 'overloaded':
      return { on, kind: 'fail', status: 503, retryAfter: '7' };
    case 'portal':
      return { on, kind: 'wrong-content' };
    case 'cut-off':
      return { on, kind: 'truncate', atShare: 0.7 };
    case 'oversized':
      return { on, kind: 'oversized', bytes: 9 * 1_048_576 };
    case 'redirect':
    case 'garbage':
      return { on, kind: how.kind };
  }
}
