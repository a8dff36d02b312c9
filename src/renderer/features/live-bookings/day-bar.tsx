/** Which day is open: a step back or on, today, or any day by its date. */
import { ActionIcon, Button, Group, TextInput } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { type LocalDay, addDays, formatDay, parseDay } from '#shared/domain/time.ts';

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
      <Button variant="default" disabled={day === today} onClick={() => onDay(today)}>
        Today
      </Button>
      <ActionIcon variant="default" size={30} aria-label="Day after" onClick={() => onDay(addDays(day, 1))}>
        <IconChevronRight size={16} aria-hidden />
      </ActionIcon>
      <strong style={{ minWidth: 92, marginLeft: 8, fontWeight: 650 }} aria-live="polite">
        {formatDay(day)}
      </strong>
      <TextInput
        type="date"
        aria-label="Jump to a day"
        value={day}
        onChange={(event) => {
          const chosen = parseDay(event.currentTarget.value);
          if (chosen) onDay(chosen);
        }}
      />
    </Group>
  );
}
