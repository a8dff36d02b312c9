/** A person's word on what could not be proven, as it stands beside its button. Pure. */
import type { SettleVerdict } from '#shared/contract/bookings.ts';
import type { CommandKind } from '#shared/domain/command.ts';

export function verdictWords(kind: CommandKind, verdict: SettleVerdict, ehr: string): string {
  switch (verdict) {
    case 'in-diary':
      return kind === 'book' ? `It is in ${ehr}` : `It is still in ${ehr}`;
    case 'not-in-diary':
      return kind === 'book' ? `It is not in ${ehr}` : `It is out of ${ehr}`;
    case 'try-again':
      return kind === 'book' ? 'Try once more to book it' : 'Try once more to cancel it';
  }
}
