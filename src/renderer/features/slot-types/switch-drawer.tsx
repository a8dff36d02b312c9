/** What switching would do, before it is done: appointments by day and clinician, holds and bookings touched; then a reason. Undone from the notification after. */
import { Button, Loader, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import type { SlotTypeRow, SwitchPreview } from '#shared/contract/rows.ts';
import { causeOf } from '#shared/domain/failure-words.ts';
import type { Outcome } from '#shared/domain/outcome.ts';
import { formatDay } from '#shared/domain/time.ts';
import { countOf } from '#shared/domain/time-words.ts';
import { useBridge, useSnapshot } from '../../state/context.tsx';
import { ehrOf } from '../../state/selectors.ts';
import { useAsked } from '../../state/use-asked.ts';
import { FailureFacts } from '../../ui/failure-note.tsx';
import { SideDrawer } from '../../ui/side-drawer.tsx';
import { type SwitchSum, saySwitch, sumPreviews } from './plan-switch.ts';
import styles from './slot-types.module.css';

export interface AskedSwitch {
  readonly types: readonly SlotTypeRow[];
  readonly isActive: boolean;
}

interface SwitchDrawerProps {
  readonly asked: AskedSwitch | undefined;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const namesOf = (types: readonly SlotTypeRow[]): string =>
  types.length === 1 ? (types[0]?.name ?? '') : countOf(types.length, 'slot type');

export function SwitchDrawer({ asked, onClose, onDone }: SwitchDrawerProps) {
  const title = asked ? `Switch ${asked.isActive ? 'on' : 'off'}: ${namesOf(asked.types)}` : '';
  return (
    <SideDrawer title={title} isOpen={asked !== undefined} onClose={onClose}>
      {asked && <Preview asked={asked} onClose={onClose} onDone={onDone} />}
    </SideDrawer>
  );
}

/** The first failure, or all the previews. */
async function previewAll(
  asks: readonly Promise<Outcome<SwitchPreview>>[],
): Promise<Outcome<SwitchPreview[]>> {
  const values: SwitchPreview[] = [];
  for (const outcome of await Promise.all(asks)) {
    if (!outcome.ok) return outcome;
    values.push(outcome.value);
  }
  return { ok: true, value: values };
}

function Preview({
  asked: { types, isActive },
  onClose,
  onDone,
}: SwitchDrawerProps & { readonly asked: AskedSwitch }) {
  const bridge = useBridge();
  const ehr = ehrOf(useSnapshot());
  const [reason, setReason] = useState('');
  const [isSwitching, setIsSwitching] = useState(false);
  const slotTypeIds = types.map((type) => type.id);
  const { value, failure } = useAsked(
    () =>
      previewAll(slotTypeIds.map((slotTypeId) => bridge.slotTypes.previewSwitch({ slotTypeId, isActive }))),
    `${isActive} ${slotTypeIds.join(' ')}`,
  );

  const set = async (toActive: boolean, why: string): Promise<boolean> => {
    const outcome = await bridge.slotTypes.setActive({ slotTypeIds, isActive: toActive, reason: why });
    if (!outcome.ok)
      notifications.show({
        color: 'red',
        title: `Not switched ${toActive ? 'on' : 'off'}`,
        message: causeOf(outcome.failure, ehr),
      });
    return outcome.ok;
  };
  const confirm = async () => {
    setIsSwitching(true);
    const isDone = await set(isActive, reason.trim());
    setIsSwitching(false);
    if (!isDone) return;
    onDone();
    const idOf = (toActive: boolean) => `switched ${toActive ? 'on' : 'off'} ${slotTypeIds.join(' ')}`;
    const id = idOf(isActive);
    // The note of the opposite switch would offer to undo what has just been undone.
    notifications.hide(idOf(!isActive));
    notifications.show({
      id,
      title: `${namesOf(types)} switched ${isActive ? 'on' : 'off'}`,
      message: (
        <Button
          variant="default"
          size="compact-xs"
          mt={4}
          onClick={() => {
            notifications.hide(id);
            void set(!isActive, 'Undone at once');
          }}
        >
          Undo
        </Button>
      ),
    });
  };

  return (
    <>
      {types.length > 1 && <p className={styles['types']}>{types.map((type) => type.name).join(', ')}</p>}
      {failure && <FailureFacts failure={failure} ehr={ehr} />}
      {!value && !failure && <Loader size="sm" />}
      {value && <Sum sum={sumPreviews(isActive, value)} ehr={ehr} />}
      <Textarea
        mt="lg"
        label="Reason"
        description="Kept with the change, for whoever asks later."
        placeholder={isActive ? 'Winter clinics go online' : 'Clinic moved to telephone'}
        autosize
        minRows={2}
        maxLength={300}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={styles['foot']}>
        <Button disabled={!value} loading={isSwitching} onClick={() => void confirm()}>
          Switch {isActive ? 'on' : 'off'}
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </>
  );
}

function Sum({ sum, ehr }: { readonly sum: SwitchSum; readonly ehr: string }) {
  return (
    <>
      <p className={styles['say']}>{saySwitch(sum)}</p>
      {sum.isActive && sum.notBookable > 0 && (
        <p className={`${styles['note']} ${styles['warning']}`}>
          <IconAlertTriangle size={16} aria-hidden />
          <span>
            {ehr} itself says that this cannot be booked online. Patients would be offered it here; check the
            slot type’s settings in {ehr} first.
          </span>
        </p>
      )}
      <Bars
        title="By day"
        bars={sum.byDay.map(({ day, appointments }) => [formatDay(day), appointments] as const)}
      />
      <Bars
        title="By clinician"
        bars={sum.byClinician.map(({ clinician, appointments }) => [clinician, appointments] as const)}
      />
      {!sum.isActive && sum.heldNow > 0 && (
        <Note>
          {countOf(sum.heldNow, 'slot is', 'slots are')} held right now by a patient who is choosing. They
          will be told that it is no longer offered.
        </Note>
      )}
      {sum.futureBookings > 0 && (
        <Note>
          {countOf(sum.futureBookings, 'online booking')} still to come{' '}
          {sum.futureBookings === 1 ? 'stays' : 'stay'} as {sum.futureBookings === 1 ? 'it is' : 'they are'}.
        </Note>
      )}
    </>
  );
}

function Note({ children }: { readonly children: React.ReactNode }) {
  return (
    <p className={styles['note']}>
      <IconInfoCircle size={16} aria-hidden />
      <span>{children}</span>
    </p>
  );
}

function Bars({
  title,
  bars,
}: {
  readonly title: string;
  readonly bars: readonly (readonly [label: string, appointments: number])[];
}) {
  if (bars.length === 0) return null;
  const most = Math.max(...bars.map(([, appointments]) => appointments));
  return (
    <>
      <h3 className={styles['section']}>{title}</h3>
      <ul className={styles['bars']}>
        {bars.map(([label, appointments]) => (
          <li key={label}>
            <span className={styles['label']} title={label}>
              {label}
            </span>
            <span className={styles['track']} aria-hidden>
              <span
                className={styles['bar']}
                style={{ display: 'block', width: `${most === 0 ? 0 : (appointments / most) * 100}%` }}
              />
            </span>
            <span className={styles['number']}>{appointments}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
