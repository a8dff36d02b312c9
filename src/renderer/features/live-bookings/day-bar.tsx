/** Which day is open: a step back or on, today, or any day by its date. */
import { ActionIcon, Button, Group } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { type LocalDay, addDays } from '#shared/domain/time.ts';
import { DayPicker } from '../../ui/day-picker.tsx';

export function DayBar({
  day,
  today,
  onDay,
}: {
  readonly day: LocalDay;
  readonly today: LocalDay;
  readonly onDay: (day: LocalDay) => void;
}) {
  return (
    <Group gap={4} wrap="nowrap">
      <ActionIcon variant="default" size={30} aria-label="Day before" onClick={() => onDay(addDays(day, -1))}>
        <IconChevronLeft size={16} aria-hidden />
      </ActionIcon>
      <Button variant="default" onClick={() => onDay(today)}>
        Today
      </Button>
      <ActionIcon variant="default" size={30} aria-label="Day after" onClick={() => onDay(addDays(day, 1))}>
        <IconChevronRight size={16} aria-hidden />
      </ActionIcon>
      <DayPicker day={day} label="jump to a day" onDay={onDay} />
    </Group>
  );
}
