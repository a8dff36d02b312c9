/** A day as `Thu 12 May`, chosen from a month. Our own, because the browser's field writes dates in the way of the PC, not of the practice. */
import { ActionIcon, Button, Group, Popover } from '@mantine/core';
import { IconCalendar, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { type LocalDay, formatDay, formatDayLong } from '#shared/domain/time.ts';
import { useToday } from '../state/now.ts';
import styles from './day-picker.module.css';
import { firstOfMonth, isSameMonth, monthName, moveInMonth, shiftMonth, weeksOf } from './month-grid.ts';

interface DayPickerProps {
  readonly day: LocalDay;
  readonly label: string;
  readonly onDay: (day: LocalDay) => void;
}

export function DayPicker({ day, label, onDay }: DayPickerProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Popover
      opened={isOpen}
      onChange={setIsOpen}
      position="bottom-start"
      trapFocus
      returnFocus
      withRoles={false}
      keepMounted={false}
    >
      <Popover.Target>
        <Button
          variant="default"
          className={styles['target']}
          aria-haspopup="dialog"
          aria-expanded={isOpen}
          aria-label={`${formatDay(day)}: ${label}`}
          leftSection={<IconCalendar size={14} aria-hidden />}
          onClick={() => setIsOpen(!isOpen)}
        >
          {formatDay(day)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={label}>
        <Month
          day={day}
          onDay={(chosen) => {
            setIsOpen(false);
            onDay(chosen);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function Month({ day, onDay }: { readonly day: LocalDay; readonly onDay: (day: LocalDay) => void }) {
  const today = useToday();
  const [reached, setReached] = useState(day);
  const grid = useRef<HTMLTableElement>(null);
  const wantsFocusOn = useRef<LocalDay>(undefined);

  // The day is asked for by name: an effect of the render before the key was pressed may run after it.
  useEffect(() => {
    if (wantsFocusOn.current !== reached) return;
    wantsFocusOn.current = undefined;
    grid.current?.querySelector<HTMLElement>(`[data-day="${reached}"]`)?.focus();
  }, [reached]);

  const onKeyDown = (event: KeyboardEvent) => {
    const next = moveInMonth(reached, event.key);
    if (!next) return;
    event.preventDefault();
    wantsFocusOn.current = next;
    setReached(next);
  };

  return (
    <>
      <Group justify="space-between" mb={4}>
        <ActionIcon aria-label="Month before" onClick={() => setReached(shiftMonth(reached, -1))}>
          <IconChevronLeft size={16} aria-hidden />
        </ActionIcon>
        <strong aria-live="polite">{monthName(firstOfMonth(reached))}</strong>
        <ActionIcon aria-label="Month after" onClick={() => setReached(shiftMonth(reached, 1))}>
          <IconChevronRight size={16} aria-hidden />
        </ActionIcon>
      </Group>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys pressed on the days inside are heard here once */}
      <table ref={grid} className={styles['month']} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            {['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(reached).map((week) => (
            <tr key={week[0]}>
              {week.map((one) => (
                <td key={one}>
                  <button
                    type="button"
                    className={styles['day']}
                    data-day={one}
                    data-elsewhere={!isSameMonth(one, reached) || undefined}
                    data-today={one === today || undefined}
                    aria-current={one === today ? 'date' : undefined}
                    aria-pressed={one === day}
                    aria-label={formatDayLong(one)}
                    tabIndex={one === reached ? 0 : -1}
                    data-autofocus={one === reached || undefined}
                    onClick={() => onDay(one)}
                  >
                    {Number(one.slice(8))}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
