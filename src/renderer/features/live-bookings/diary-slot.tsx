/** One slot of the diary: time, name or slot type, and an icon that says its state without colour. */
import { VisuallyHidden } from '@mantine/core';
import {
  IconBan,
  IconEyeOff,
  IconHelp,
  IconHourglassHigh,
  IconLock,
  IconUser,
  IconWorld,
} from '@tabler/icons-react';
import { memo } from 'react';
import type { BookingRow, DiarySlot, HoldRow } from '#shared/contract/rows.ts';
import { formatClock } from '#shared/domain/time.ts';
import { Countdown } from '../../ui/countdown.tsx';
import { shownStateOf } from '../../ui/shown-state.ts';
import { ATTENDANCE_LOOK, BOOKING_LOOK } from '../../ui/state-look.tsx';
import styles from './diary-slot.module.css';
import { SLOT_LOOK_WORDS, type SlotLook, lookOf } from './slot-look.ts';
import { patientWords } from '../one-booking/patient-words.ts';

export const SLOT_ICONS: Readonly<Record<Exclude<SlotLook, 'booked-online'>, typeof IconBan>> = {
  held: IconHourglassHigh,
  offered: IconWorld,
  open: IconEyeOff,
  'booked-by-staff': IconUser,
  blocked: IconBan,
  embargoed: IconLock,
  unknown: IconHelp,
};

interface DiarySlotProps {
  readonly slot: DiarySlot;
  readonly clinicianName: string;
  readonly top: number;
  readonly height: number;
  readonly lane: number;
  readonly lanes: number;
  readonly booking: BookingRow | undefined | '';
  readonly hold: HoldRow | undefined;
  readonly isReachable: boolean;
  readonly isChosen: boolean;
  readonly onChoose: (slot: DiarySlot) => void;
  readonly onReach: (slotId: string) => void;
}

export const DiarySlotButton = memo(function DiarySlotButton(props: DiarySlotProps) {
  const { slot, clinicianName, top, height, lane, lanes, hold, isReachable, isChosen } = props;
  const booking = props.booking || undefined;
  const look = lookOf(slot, booking, hold);
  const time = formatClock(slot.startsAt);
  const online = look === 'booked-online' ? booking : undefined;
  const name = online ? patientWords(online, 'Patient not matched yet') : slot.slotTypeName;
  const state = online && BOOKING_LOOK[shownStateOf(online)];
  const attended = online?.attendance && ATTENDANCE_LOOK[online.attendance];
  const Icon = attended?.Icon ?? state?.Icon ?? SLOT_ICONS[look === 'booked-online' ? 'unknown' : look];
  const rest = `${online ? `${slot.slotTypeName}, ` : ''}${clinicianName}: ${SLOT_LOOK_WORDS[look]}${
    state ? `, ${state.word.toLowerCase()}` : ''
  }${attended ? `, ${attended.word.toLowerCase()}` : ''}`;
  return (
    <button
      type="button"
      className={styles['slot']}
      data-slot={slot.id}
      data-look={look}
      data-tone={online?.state === 'needs-you' ? 'you' : undefined}
      data-chosen={isChosen || undefined}
      tabIndex={isReachable ? 0 : -1}
      title={`${time} ${name}, ${rest}`}
      style={{
        top: top + 1,
        height: height - 2,
        left: `calc(${(lane / lanes) * 100}% + 2px)`,
        width: `calc(${100 / lanes}% - 4px)`,
      }}
      onClick={() => props.onChoose(slot)}
      onFocus={() => props.onReach(slot.id)}
    >
      <span className={styles['time']}>{time}</span> <span className={styles['name']}>{name}</span>
      {look === 'held' && hold ? (
        <span className={styles['countdown']}>
          <Countdown until={hold.expiresAt} />
        </span>
      ) : null}
      <VisuallyHidden>, {rest}</VisuallyHidden>
      <Icon size={14} aria-hidden />
    </button>
  );
});
