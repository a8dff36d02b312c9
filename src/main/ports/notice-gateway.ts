/**
 * The way by which patients are told: e-mail, SMS, the practice's own messaging. A notice carries no name and no NHS number: who
 * it is for, the other side knows by the private link.
 */
import type { NoticeKind } from '#shared/domain/notice.ts';
import type { BookingId } from '#shared/domain/ids.ts';
import type { Outcome } from '#shared/domain/outcome.ts';
import type { Instant } from '#shared/domain/time.ts';

export interface NoticeToSend {
  /** The same at each try: the other side tells a repeat by it. */
  readonly id: string;
  readonly kind: NoticeKind;
  readonly bookingId: BookingId;
  readonly startsAt: Instant;
  readonly slotTypeName: string;
  readonly clinicianName: string;
  readonly siteName: string;
  /** The patient's private page. Never logged. */
  readonly link: string;
  readonly at: Instant;
  /** Other times are kept for this patient until then; their page shows which. */
  readonly keptUntil?: Instant;
}

export interface NoticeGateway {
  /** Ends within its own time limit. A failure may have been delivered all the same; it is tried again under the same id. */
  deliver(notice: NoticeToSend, signal?: AbortSignal): Promise<Outcome<void>>;
}
