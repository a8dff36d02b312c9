/** A time of day as `09:10`, typed; anything else is said to be no time when the field is left. */
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { readTime } from './read-time.ts';

interface TimeFieldProps {
  readonly time: string;
  readonly onTime: (time: string | undefined) => void;
}

export function TimeField({ time, onTime }: TimeFieldProps) {
  const [typed, setTyped] = useState<string>();
  const [isWrong, setIsWrong] = useState(false);
  const take = () => {
    if (typed === undefined) return;
    const read = readTime(typed);
    setIsWrong(typed.trim() !== '' && read === undefined);
    if (typed.trim() !== '' && read === undefined) return;
    setTyped(undefined);
    onTime(read);
  };
  return (
    <TextInput
      label="Time, if you know it"
      placeholder="09:10"
      w={132}
      value={typed ?? time}
      error={isWrong ? 'Write it as 09:10' : undefined}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take();
      }}
    />
  );
}
