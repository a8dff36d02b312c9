/** `slotkeeper slot-types`: the diary's slot types, and switching them. A running Slotkeeper notices within a second. */
import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed } from '#shared/domain/outcome.ts';
import { formatInstant } from '#shared/domain/time.ts';

import type { Store, StoredSlotType } from '../store/store.ts';
import { switchSlotTypes } from '../core/switch-slot-types.ts';
import { systemClock } from '../this-pc/system-clock.ts';
import { asCommand, readArguments, refuseArguments, say, sayFailure, sayJson, table } from './command.ts';
import { type OpenedFolder, withOpenedFolder } from './open-offline.ts';

const help = `Usage: slotkeeper slot-types [activate|deactivate NAME] [--reason TEXT] [--data DIR] [--json]

Without more: every slot type that the diary knows. A name is matched whole, whatever its capitals.

  --reason TEXT   why, for the audit trail
  --json          as JSON
  --data DIR      the data folder
`;

function list({ read, offers }: OpenedFolder, asJson: boolean): void {
  const counts = offers.byType();
  const types = read.slotTypes.all().toSorted((one, other) => one.name.localeCompare(other.name));
  if (asJson) {
    return sayJson(
      types.map((type) => ({
        id: type.id,
        name: type.name,
        active: type.isActive,
        bookableInEhr: type.bookableInEhr ?? null,
        offered: counts.get(type.id)?.offered ?? 0,
        switchedAt: type.switchedAt === undefined ? null : formatInstant(type.switchedAt),
        reason: type.switchedReason ?? null,
        lastSeenAt: formatInstant(type.lastSeenAt),
        vanished: type.vanishedAt !== undefined,
      })),
    );
  }
  if (types.length === 0) return say('The diary has not been read yet.');
  const rows = types.map((type) => [
    type.isActive ? 'on' : 'off',
    type.name,
    String(counts.get(type.id)?.offered ?? 0),
    type.vanishedAt === undefined ? '' : 'no longer in the diary',
  ]);
  return say(table(['', 'Slot type', 'Offered', ''], rows));
}

function findByName(types: readonly StoredSlotType[], name: string): Outcome<StoredSlotType> {
  const wanted = name.trim().toLowerCase();
  const found = types.filter((type) => type.name.toLowerCase() === wanted);
  const [only] = found;
  if (only && found.length === 1) return { ok: true, value: only };
  if (found.length > 1)
    return failed(
      failure(
        'invalid-input',
        `The diary has ${found.length} slot types called “${name}”. Switch them in the window.`,
      ),
    );
  const near = types
    .filter((type) => type.name.toLowerCase().includes(wanted))
    .map((type) => `“${type.name}”`);
  const hint = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : '';
  return failed(failure('not-found', `The diary has no slot type “${name}”.${hint}`));
}

function switchOne(store: Store, name: string, isActive: boolean, reason: string): number {
  const type = findByName(store.read.slotTypes.all(), name);
  if (!type.ok) return sayFailure(type.failure);
  const switching = {
    slotTypeIds: [type.value.id],
    isActive,
    reason,
    who: 'command line',
    at: systemClock.now(),
  };
  const switched = switchSlotTypes(store, switching);
  if (!switched.ok) return sayFailure(switched.failure);
  const to = isActive ? 'on' : 'off';
  say(
    switched.value.length > 0
      ? `“${type.value.name}” is now ${to}.`
      : `“${type.value.name}” was ${to} already.`,
  );
  return 0;
}

export const slotTypesCommand = asCommand(
  { summary: 'The diary’s slot types; switch them', help },
  async (args) => {
    const { values, positionals } = readArguments(args, {
      data: { type: 'string' },
      reason: { type: 'string' },
      json: { type: 'boolean' },
    });
    const [verb, name, ...more] = positionals;
    if (verb !== undefined && verb !== 'activate' && verb !== 'deactivate')
      refuseArguments(`What is “${verb}”?`);
    if (verb !== undefined && name === undefined) refuseArguments(`Which slot type is to be ${verb}d?`);
    if (more.length > 0) refuseArguments('Put a name of several words in quotes.');
    const done = await withOpenedFolder(values.data, (opened) => {
      if (verb !== undefined && name !== undefined) {
        return switchOne(opened.store, name, verb === 'activate', values.reason ?? '');
      }
      list(opened, values.json === true);
      return 0;
    });
    return done.ok ? done.value : sayFailure(done.failure);
  },
);
