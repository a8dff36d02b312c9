/** What the sample EHR is made to do, in the words of the EHR that it plays. Pure. */
import type { SampleFault } from '#shared/contract/asked.ts';
import { type EhrKind, PRODUCT_OF } from '#shared/domain/ehr.ts';

/** What it does now: `Sample SystmOne: its user is logged off`. */
export function sayFault(fault: SampleFault, kind: EhrKind): string {
  const ehr = PRODUCT_OF[kind];
  switch (fault) {
    case 'none':
      return `Sample ${ehr} behaves`;
    case 'stopped':
      return kind === 'systmone' ? `Sample ${ehr}: its user is logged off` : `Sample ${ehr} is stopped`;
    case 'slow':
      return `Sample ${ehr} is slow`;
    case 'lose-answers':
      return `Sample ${ehr} loses its answers`;
    case 'refuse-writes':
      return `Sample ${ehr} refuses bookings`;
    case 'truncate':
      return `Sample ${ehr} cuts its answers short`;
  }
}

/** What choosing it does. SystmOne is not stopped: somebody logs its user off, and on again. */
export function offerFault(fault: SampleFault, now: SampleFault, kind: EhrKind): string {
  const ehr = PRODUCT_OF[kind];
  switch (fault) {
    case 'none':
      return kind === 'systmone' && now === 'stopped' ? 'Log its user on again' : `${ehr} behaves`;
    case 'stopped':
      return kind === 'systmone' ? 'Log its user off' : `${ehr} is stopped`;
    case 'slow':
      return `${ehr} is slow`;
    case 'lose-answers':
      return `${ehr} does the work but loses its answers`;
    case 'refuse-writes':
      return `${ehr} refuses bookings`;
    case 'truncate':
      return `${ehr} cuts its answers short`;
  }
}
