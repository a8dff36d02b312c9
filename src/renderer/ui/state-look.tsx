/** Icon, word and tone of every state that the window shows. A state is never said by colour alone, so the three live together. */
import {
  IconArrowRight,
  IconCalendarMinus,
  IconCalendarX,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconClock,
  IconHandStop,
  IconHelpCircle,
  IconProgress,
} from '@tabler/icons-react';
import { IconDoorExit, IconStethoscope, IconUserCheck, IconUserX } from '@tabler/icons-react';
import type { Attendance } from '#shared/domain/booking.ts';
import type { HealthState } from '#shared/domain/health.ts';
import type { ShownState } from './shown-state.ts';

export type Tone = 'ok' | 'busy' | 'late' | 'bad' | 'unknown' | 'you';

interface StateLook {
  readonly tone: Tone;
  readonly word: string;
  readonly Icon: typeof IconClock;
}

export const BOOKING_LOOK: Readonly<Record<ShownState, StateLook>> = {
  accepted: { tone: 'busy', word: 'Accepted', Icon: IconProgress },
  checking: { tone: 'busy', word: 'Checking', Icon: IconCircleDashed },
  confirmed: { tone: 'ok', word: 'Confirmed', Icon: IconCircleCheck },
  cancelling: { tone: 'busy', word: 'Cancelling', Icon: IconCalendarMinus },
  moving: { tone: 'busy', word: 'Moving', Icon: IconArrowRight },
  'not-booked': { tone: 'bad', word: 'Could not book', Icon: IconCircleX },
  cancelled: { tone: 'unknown', word: 'Cancelled', Icon: IconCalendarX },
  'needs-you': { tone: 'you', word: 'Needs you', Icon: IconHandStop },
};

export const HEALTH_LOOK: Readonly<Record<HealthState, StateLook>> = {
  'in-step': { tone: 'ok', word: 'In step', Icon: IconCircleCheck },
  checking: { tone: 'busy', word: 'Checking', Icon: IconCircleDashed },
  late: { tone: 'late', word: 'Late', Icon: IconClock },
  'not-in-step': { tone: 'bad', word: 'Not in step', Icon: IconCircleX },
  unknown: { tone: 'unknown', word: 'Not known', Icon: IconHelpCircle },
};

/** What staff have marked in the EHR. */
export const ATTENDANCE_LOOK: Readonly<Record<Attendance, StateLook>> = {
  arrived: { tone: 'ok', word: 'Arrived', Icon: IconUserCheck },
  'in-progress': { tone: 'ok', word: 'Being seen', Icon: IconStethoscope },
  finished: { tone: 'ok', word: 'Seen', Icon: IconCircleCheck },
  'did-not-attend': { tone: 'late', word: 'Did not attend', Icon: IconUserX },
  'walked-out': { tone: 'late', word: 'Left unseen', Icon: IconDoorExit },
};
