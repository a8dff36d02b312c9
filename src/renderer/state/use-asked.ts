/** Asks the main process for one screen's data. What is on screen stays until the new answer is here; answers that come too late are dropped. */
import { useCallback, useEffect, useEffectEvent, useState } from 'react';
import type { Failure } from '#shared/domain/failure.ts';
import type { Outcome } from '#shared/domain/outcome.ts';

export interface Asked<T> {
  readonly value: T | undefined;
  readonly failure: Failure | undefined;
  readonly isAsking: boolean;
  readonly askAgain: () => void;
}

interface Answer<T> {
  readonly subject: string;
  readonly round: string;
  readonly value?: T;
  readonly failure?: Failure;
}

/** `subject` names what is asked for: when it changes, the old answer no longer belongs and is cleared. `version` asks again without clearing. */
export function useAsked<T>(
  ask: () => Promise<Outcome<T>>,
  subject: string,
  version: string | number = 0,
): Asked<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ subject: '', round: '' });
  const [again, setAgain] = useState(0);
  const askNow = useEffectEvent(ask);
  const round = JSON.stringify([subject, version, again]);

  useEffect(() => {
    let isLate = false;
    void askNow().then((outcome) => {
      if (isLate) return;
      setAnswer((before) => {
        if (outcome.ok) return { subject, round, value: outcome.value };
        const kept = before.subject === subject && before.value !== undefined ? { value: before.value } : {};
        return { subject, round, ...kept, failure: outcome.failure };
      });
    });
    return () => {
      isLate = true;
    };
  }, [subject, round]);

  const askAgain = useCallback(() => setAgain((count) => count + 1), []);
  const isOurs = answer.subject === subject;
  return {
    value: isOurs ? answer.value : undefined,
    failure: isOurs ? answer.failure : undefined,
    isAsking: answer.round !== round,
    askAgain,
  };
}
