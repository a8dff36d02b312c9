/** A state as icon and word on its tint. */
import type { ReactNode } from 'react';
import type { Attendance } from '#shared/domain/booking.ts';
import type { HealthState } from '#shared/domain/health.ts';
import styles from './badge.module.css';
import { type StateOfBooking, endedWordOf, shownStateOf } from './shown-state.ts';
import { ATTENDANCE_LOOK, BOOKING_LOOK, HEALTH_LOOK, type Tone } from './state-look.tsx';
import tones from './tones.module.css';

export function Badge({
  tone,
  icon,
  children,
}: {
  readonly tone: Tone;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <span className={`${styles['badge']} ${tones[tone]}`}>
      {icon}
      {children}
    </span>
  );
}

export function BookingBadge({ booking }: { readonly booking: StateOfBooking }) {
  const { tone, word, Icon } = BOOKING_LOOK[shownStateOf(booking)];
  return (
    <Badge tone={tone} icon={<Icon size={14} aria-hidden />}>
      {endedWordOf(booking) ?? word}
    </Badge>
  );
}

export function AttendanceBadge({ attendance }: { readonly attendance: Attendance }) {
  const { tone, word, Icon } = ATTENDANCE_LOOK[attendance];
  return (
    <Badge tone={tone} icon={<Icon size={14} aria-hidden />}>
      {word}
    </Badge>
  );
}

/** `words` in place of the state's own word, where there is more to say. */
export function HealthBadge({ state, words }: { readonly state: HealthState; readonly words?: string }) {
  const { tone, word, Icon } = HEALTH_LOOK[state];
  return (
    <Badge tone={tone} icon={<Icon size={14} aria-hidden />}>
      {words ?? word}
    </Badge>
  );
}
