/** One clinician's (or room's) run of time on a day, with the diary's own counts per slot type. */
import type { ClinicianId, SessionId, SiteId, SlotTypeId } from './ids.ts';
import type { Instant, LocalDay } from './time.ts';

export interface Clinician {
  readonly id: ClinicianId;
  readonly name: string;
}

export interface Site {
  readonly id: SiteId;
  readonly name: string;
}

/** How many slots of one type a session holds, by state. `open + booked + blocked + embargoed` may be less than `total`. */
export interface SlotTypeCount {
  readonly slotTypeId: SlotTypeId;
  readonly slotTypeName: string;
  readonly total: number;
  readonly open: number;
  readonly booked: number;
  readonly blocked: number;
  readonly embargoed: number;
}

export interface Session {
  readonly id: SessionId;
  readonly name: string;
  readonly day: LocalDay;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly site: Site;
  /** Empty for a room or a clinic that nobody is named on. */
  readonly clinicians: readonly Clinician[];
  /** The job of whoever holds it, in the diary's words ("General Medical Practitioner"), where it says so (GP Connect). */
  readonly role?: string;
  readonly counts: readonly SlotTypeCount[];
}

/** The name a column of the diary carries. */
export const holderOf = (session: Pick<Session, 'clinicians' | 'name'>): string =>
  session.clinicians.map((clinician) => clinician.name).join(' and ') || session.name;

/** Same counts, whatever their order: nothing that the diary counts has changed. */
export function sameCounts(one: readonly SlotTypeCount[], other: readonly SlotTypeCount[]): boolean {
  if (one.length !== other.length) return false;
  const byType = new Map(other.map((count) => [count.slotTypeId, count]));
  return one.every((count) => {
    const twin = byType.get(count.slotTypeId);
    return (
      twin !== undefined &&
      twin.total === count.total &&
      twin.open === count.open &&
      twin.booked === count.booked &&
      twin.blocked === count.blocked &&
      twin.embargoed === count.embargoed
    );
  });
}
