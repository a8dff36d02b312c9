/** A log that keeps what it is told, so that a test can search it for what must never be there. */
import type { Log, LogField } from '../../src/main/ports/log.ts';

export interface LoggedLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: Readonly<Record<string, LogField>>;
}

export function createListeningLog() {
  const lines: LoggedLine[] = [];
  const at =
    (level: LoggedLine['level']): Log['info'] =>
    (event, fields = {}) =>
      void lines.push({ level, event, fields });
  const log: Log = { info: at('info'), warn: at('warn'), error: at('error') };
  return { log, lines, text: (): string => JSON.stringify(lines) };
}
