/** Every slot type of the diary, and which of them patients can book. Switching one always shows first what that would do. */
import { Button, Group, SegmentedControl, TextInput } from '@mantine/core';
import { IconSearch, IconTagOff } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { SlotTypeRow } from '#shared/contract/rows.ts';
import type { SlotTypeId } from '#shared/domain/ids.ts';
import { countOf } from '#shared/domain/time-words.ts';
import { go } from '../../state/go.ts';
import { useChoose, useIsReady, useSnapshot, useView } from '../../state/context.tsx';
import { formatHash } from '../../state/route.ts';
import { ehrOf, practiceOf, rowsOf } from '../../state/selectors.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState, Page } from '../../ui/page.tsx';
import { hiddenCounts } from '../../ui/sight-words.ts';
import { matches } from '../../ui/match-words.ts';
import { RenameNotices } from './rename-notices.tsx';
import { useColumns } from './slot-type-columns.tsx';
import styles from './slot-types.module.css';
import { type AskedSwitch, SwitchDrawer } from './switch-drawer.tsx';

export function SlotTypes({ query }: { readonly query: Readonly<Record<string, string>> }) {
  const snapshot = useSnapshot();
  const isReady = useIsReady();
  const choose = useChoose();
  const filter = useView((state) => state.preferences.slotTypesFilter);
  const [typed, setTyped] = useState('');
  const [picked, setPicked] = useState<ReadonlySet<SlotTypeId>>(new Set());
  const [askedHere, setAskedHere] = useState<AskedSwitch>();
  const ehr = ehrOf(snapshot);

  const all = useMemo(() => rowsOf(snapshot.slotTypes), [snapshot.slotTypes]);
  const shown = useMemo(
    () =>
      all.filter(
        (type) =>
          (filter === 'all' || type.isActive === (filter === 'active')) &&
          (typed.trim() === '' || matches(type.name, typed.trim())),
      ),
    [all, filter, typed],
  );
  const asked = askedHere ?? askedByLink(snapshot.slotTypes[query['activate'] ?? '']);
  const close = () => {
    setAskedHere(undefined);
    if (query['activate']) go(formatHash('slot-types'));
  };
  const pickedTypes = shown.filter((type) => picked.has(type.id));
  const sees = practiceOf(snapshot)?.sees;
  const untold = sees ? hiddenCounts(sees, ehr) : '';
  const columns = useColumns({
    shown,
    sees,
    picked,
    onPick: setPicked,
    onSwitch: (type) => setAskedHere({ types: [type], isActive: !type.isActive }),
  });
  const activeCount = all.filter((type) => type.isActive).length;

  return (
    <Page
      screen="slot-types"
      title="Slot types"
      scroll="own"
      isReady={isReady}
      tools={
        <>
          <TextInput
            w={220}
            leftSection={<IconSearch size={14} aria-hidden />}
            placeholder="Find a slot type"
            aria-label="Find a slot type"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <SegmentedControl
            aria-label="Which slot types"
            value={filter}
            onChange={(value) =>
              choose({ slotTypesFilter: value === 'active' || value === 'inactive' ? value : 'all' })
            }
            data={[
              { value: 'all', label: `All ${all.length}` },
              { value: 'active', label: `Active ${activeCount}` },
              { value: 'inactive', label: `Not active ${all.length - activeCount}` },
            ]}
          />
          {pickedTypes.length > 0 && (
            <Group gap={8} ml="auto">
              <span className={styles['soft']}>{countOf(pickedTypes.length, 'type')} chosen</span>
              <Button
                variant="default"
                disabled={pickedTypes.every((type) => type.isActive)}
                onClick={() =>
                  setAskedHere({ types: pickedTypes.filter((type) => !type.isActive), isActive: true })
                }
              >
                Switch on
              </Button>
              <Button
                variant="default"
                disabled={pickedTypes.every((type) => !type.isActive)}
                onClick={() =>
                  setAskedHere({ types: pickedTypes.filter((type) => type.isActive), isActive: false })
                }
              >
                Switch off
              </Button>
            </Group>
          )}
        </>
      }
    >
      <RenameNotices types={all} ehr={ehr} />
      {untold !== '' && <p className={styles['untold']}>{untold}</p>}
      <DataTable
        name="slot-types"
        label={`Slot types in ${ehr}`}
        columns={columns}
        rows={shown}
        rowKey={(row) => row.id}
        rowClass={(row) => (row.id === query['type'] ? styles['highlighted'] : undefined)}
        defaultSorting={{ key: 'name', isDescending: false }}
        minWidth={1040}
        whenEmpty={
          <EmptyState
            icon={<IconTagOff size={28} aria-hidden />}
            title={all.length === 0 ? `No slot type read from ${ehr} yet` : 'No slot type matches'}
          >
            {all.length === 0
              ? 'They are listed as soon as the first reading is done. If this lasts, look at Connection.'
              : 'Clear the search or choose All to see the rest.'}
          </EmptyState>
        }
      />
      <SwitchDrawer
        asked={asked}
        onClose={close}
        onDone={() => {
          setPicked(new Set());
          close();
        }}
      />
    </Page>
  );
}

/** `#/slot-types?activate=…`: from “Why missing?”, straight to the preview. */
const askedByLink = (type: SlotTypeRow | undefined): AskedSwitch | undefined =>
  type && !type.isActive ? { types: [type], isActive: true } : undefined;
