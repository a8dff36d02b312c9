/**
 * SystmOne gives neither clinics nor slots an id: they are named by their values (3.4). Ours are digests of these values,
 * because ids of slots stand in the addresses that patients see, and user names of staff do not belong there.
 */
import { createHash } from 'node:crypto';

import { type SessionId, type SlotId, asId } from '#shared/domain/ids.ts';
import type { LocalDay } from '#shared/domain/time.ts';

/** A clinic on a day, each value exactly as SystmOne wrote it. */
export interface ClinicValues {
  readonly userName: string;
  readonly siteName: string;
  readonly clinicType: string;
}

/** All that names a slot: equal parallel slots have all of it in common. */
export interface SlotValues extends ClinicValues {
  readonly slotType: string;
  /** `YYYY-MM-DDTHH:MM:SS` on the wall clock. */
  readonly start: string;
  readonly durationMin: number;
}

/** 168 bits. */
const LENGTH = 28;
const digest = (...values: readonly (string | number)[]): string =>
  createHash('sha256').update(JSON.stringify(values)).digest('base64url').slice(0, LENGTH);

export const sessionIdOf = ({ userName, siteName, clinicType }: ClinicValues, day: LocalDay): SessionId =>
  asId(digest('session', day, userName, siteName, clinicType));

/** What equal parallel slots have in common. */
export const groupIdOf = ({
  userName,
  siteName,
  clinicType,
  slotType,
  start,
  durationMin,
}: SlotValues): string => digest('slot', userName, siteName, clinicType, slotType, start, durationMin);

/** `place`: 1 and up, among equal parallel slots. */
export const slotIdOf = (group: string, place: number): SlotId => asId(`${group}.${place}`);

export const groupOfSlot = (id: SlotId): string => id.slice(0, LENGTH);

export function placeOfSlot(id: SlotId): number | undefined {
  const [, place] = /^[\w-]{28}\.([1-9]\d{0,2})$/.exec(id) ?? [];
  return place === undefined ? undefined : Number(place);
}
