/**
 * Slot types that the diary named, and which of them the practice offers. A type that the diary no longer lists stays,
 * marked as vanished, and keeps the practice's choice: it may come back tomorrow.
 */
import type { Database } from 'better-sqlite3';
import { type SlotTypeId, asId } from '#shared/domain/ids.ts';
import type { SlotType } from '#shared/domain/slot-type.ts';
import { asInstant } from '#shared/domain/time.ts';
import type { StoreReader, StoreWriter, StoredSlotType } from '../store.ts';
import { StoreRefusal } from '../store-refusal.ts';
import { unlessNull } from './columns.ts';
import type { WriteInProgress } from './meta.ts';

const COLUMNS = `slot_type_id, name, bookable_in_ehr, is_active, switched_at, switched_reason, first_seen_at, last_seen_at,
  vanished_at, missing_since, returned_at, not_renamed_to`;
export const ALL_SLOT_TYPES = `SELECT ${COLUMNS} FROM slot_types ORDER BY name, slot_type_id`;
export const SLOT_TYPE_BY_ID = `SELECT ${COLUMNS} FROM slot_types WHERE slot_type_id = ?`;
export const ACTIVE_SLOT_TYPE_IDS = 'SELECT slot_type_id FROM slot_types WHERE is_active = 1';
export const ADD_SLOT_TYPE = `INSERT INTO slot_types
  (slot_type_id, name, bookable_in_ehr, is_active, first_seen_at, last_seen_at, revision)
  VALUES (@id, @name, @bookable, 0, @at, @at, @revision)`;
export const SEE_SLOT_TYPE = `UPDATE slot_types
  SET name = @name, bookable_in_ehr = @bookable, last_seen_at = @at,
    returned_at = CASE WHEN vanished_at IS NULL THEN returned_at ELSE @at END,
    vanished_at = NULL, missing_since = NULL, not_renamed_to = NULL, revision = @revision
  WHERE slot_type_id = @id`;
/** What is missing goes on missing since the first list without it. */
export const MARK_MISSING = `UPDATE slot_types
  SET missing_since = coalesce(missing_since, @at), vanished_at = iif(@isGone = 1, @at, vanished_at),
    revision = @revision
  WHERE slot_type_id = @id`;
export const SETTLE_NOT_RENAMED = `UPDATE slot_types
  SET not_renamed_to = json_insert(coalesce(not_renamed_to, '[]'), '$[#]', @appearedId), revision = @revision
  WHERE slot_type_id = @id`;
export const SWITCH_SLOT_TYPE = `UPDATE slot_types
  SET is_active = @isActive, switched_at = @at, switched_reason = @reason, revision = @revision
  WHERE slot_type_id = @id`;

interface Row {
  readonly slot_type_id: string;
  readonly name: string;
  readonly bookable_in_ehr: 0 | 1 | null;
  readonly is_active: 0 | 1;
  readonly switched_at: number | null;
  readonly switched_reason: string | null;
  readonly first_seen_at: number;
  readonly last_seen_at: number;
  readonly vanished_at: number | null;
  readonly missing_since: number | null;
  readonly returned_at: number | null;
  readonly not_renamed_to: string | null;
}

const fromRow = (row: Row): StoredSlotType => ({
  id: asId<SlotTypeId>(row.slot_type_id),
  name: row.name,
  ...unlessNull('bookableInEhr', row.bookable_in_ehr, (flag) => flag === 1),
  isActive: row.is_active === 1,
  ...unlessNull('switchedAt', row.switched_at, asInstant),
  ...unlessNull('switchedReason', row.switched_reason, String),
  firstSeenAt: asInstant(row.first_seen_at),
  appearedAt: asInstant(row.returned_at ?? row.first_seen_at),
  lastSeenAt: asInstant(row.last_seen_at),
  ...unlessNull('vanishedAt', row.vanished_at, asInstant),
  ...unlessNull('missingSince', row.missing_since, asInstant),
  ...unlessNull('notRenamedTo', row.not_renamed_to, (ids) => JSON.parse(ids) as SlotTypeId[]),
});

const bookableColumn = ({ bookableInEhr }: SlotType): 0 | 1 | null =>
  bookableInEhr === undefined ? null : bookableInEhr ? 1 : 0;

export function createSlotTypes(
  db: Database,
  writing: WriteInProgress,
): { read: StoreReader['slotTypes']; write: StoreWriter['slotTypes'] } {
  const all = db.prepare<[], Row>(ALL_SLOT_TYPES);
  const byId = db.prepare<[string], Row>(SLOT_TYPE_BY_ID);
  const activeIds = db.prepare<[], string>(ACTIVE_SLOT_TYPE_IDS).pluck();
  const add = db.prepare(ADD_SLOT_TYPE);
  const see = db.prepare(SEE_SLOT_TYPE);
  const miss = db.prepare(MARK_MISSING);
  const settleNotRenamed = db.prepare(SETTLE_NOT_RENAMED);
  const switchType = db.prepare(SWITCH_SLOT_TYPE);

  const read: StoreReader['slotTypes'] = {
    all: () => all.all().map(fromRow),
    byId(id) {
      const row = byId.get(id);
      return row && fromRow(row);
    },
    activeIds: () => new Set(activeIds.all().map((id) => asId<SlotTypeId>(id))),
  };

  return {
    read,
    write: {
      ...read,
      see(types, at, isWholeList = true) {
        const revision = writing.revision();
        const unseen = new Map(all.all().map((row) => [row.slot_type_id, row]));
        const appeared: SlotType[] = [];
        const met = new Set<string>();
        for (const type of types) {
          if (met.has(type.id)) continue;
          met.add(type.id);
          const known = unseen.get(type.id);
          unseen.delete(type.id);
          // One that comes back is news as well: the practice may have forgotten that it was switched on.
          if (known === undefined || known.vanished_at !== null) appeared.push(type);
          const row = { id: type.id, name: type.name, bookable: bookableColumn(type), at, revision };
          (known === undefined ? add : see).run(row);
        }
        // Only the first list without it is news: later ones leave its row, and so the window, alone.
        const missing = [...unseen.values()].filter((row) =>
          isWholeList ? row.vanished_at === null : row.missing_since === null,
        );
        for (const row of missing)
          miss.run({ id: row.slot_type_id, at, isGone: isWholeList ? 1 : 0, revision });
        const vanished = isWholeList ? missing : [];
        return {
          appeared,
          vanished: vanished.map((row) => ({
            id: asId<SlotTypeId>(row.slot_type_id),
            name: row.name,
            ...unlessNull('bookableInEhr', row.bookable_in_ehr, (flag) => flag === 1),
          })),
        };
      },
      setActive(id, isActive, at, reason) {
        writing.mustBeOpen();
        const known = byId.get(id);
        if (known === undefined) throw new StoreRefusal('not-found', 'The diary has no such slot type.');
        if ((known.is_active === 1) === isActive) return;
        switchType.run({ id, isActive: isActive ? 1 : 0, at, reason, revision: writing.revision() });
      },
      settleNotRenamed(goneId, appearedId) {
        settleNotRenamed.run({ id: goneId, appearedId, revision: writing.revision() });
      },
    },
  };
}
