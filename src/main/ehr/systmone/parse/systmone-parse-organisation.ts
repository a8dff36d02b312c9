/**
 * GetOrganisationMetaData → whose SystmOne it is, who works there and which slot types it has. Slot types have no id:
 * their normalised name is the key, so a renamed type is one gone and one new.
 */
import { z } from 'zod';

import { type SlotTypeId, asId } from '#shared/domain/ids.ts';
import { type Outcome, ok } from '#shared/domain/outcome.ts';
import type { SlotType } from '#shared/domain/slot-type.ts';

import type { XmlNode } from '../line/systmone-xml.ts';
import { box, check, exact, many, marker, maybeName, one } from './systmone-wire.ts';

export interface Organisation {
  /** The code of the practice that is logged on; `undefined` when the answer leaves open which of several it is. */
  readonly odsCode: string | undefined;
  /** User name → "Dr Meera Patel". */
  readonly users: ReadonlyMap<string, string>;
  readonly slotTypes: readonly SlotType[];
}

const site = box({ ID: maybeName, PrimarySite: marker, CurrentSite: marker });
type Site = z.infer<typeof site>;

const user = box({ Title: maybeName, FirstName: maybeName, Surname: maybeName, UserName: one(exact) });

const metaData = z.object({
  Site: many(site, 2_000),
  User: many(user, 20_000),
  SlotType: many(exact, 5_000),
});

/** Capitals and spaces are how people write a name, not which one they mean. */
export const slotTypeIdOf = (name: string): SlotTypeId =>
  asId(name.trim().replaceAll(/\s+/g, ' ').toLowerCase());

export function parseOrganisation(response: XmlNode): Outcome<Organisation> {
  const parsed = check(metaData, response, 'the organisation');
  if (!parsed.ok) return parsed;
  const { Site: sites, User: users, SlotType: names } = parsed.value;
  const slotTypes = new Map<SlotTypeId, SlotType>();
  for (const name of names.map((text) => text.trim()).filter(Boolean)) {
    const id = slotTypeIdOf(name);
    if (!slotTypes.has(id)) slotTypes.set(id, { id, name });
  }
  return ok({
    odsCode: codeOf(sites),
    users: new Map(
      users.map(({ UserName, Title, FirstName, Surname }) => [
        UserName,
        [Title, FirstName, Surname].filter(Boolean).join(' '),
      ]),
    ),
    slotTypes: [...slotTypes.values()],
  });
}

/** The practice's main site names the practice. Several that claim it with different codes name nobody. */
function codeOf(sites: readonly Site[]): string | undefined {
  const primary = sites.filter((one) => one.PrimarySite);
  const current = sites.filter((one) => one.CurrentSite);
  const told = [primary, current, sites].find((some) => some.length > 0) ?? [];
  const codes = new Set(told.map(({ ID }) => ID.toUpperCase()));
  const [code = ''] = codes;
  return codes.size === 1 && code !== '' ? code : undefined;
}

export const isOrganisation = ({ odsCode }: Organisation, wanted: string): boolean =>
  odsCode !== undefined && odsCode === wanted.trim().toUpperCase();
