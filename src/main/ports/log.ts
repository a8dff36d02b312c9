/**
 * What is written to the log. Events are named and their fields typed and flat, so that there is no place for a
 * patient's details: never a URL, a body, a name or an error object.
 */
export type LogField = string | number | boolean | undefined;

export interface Log {
  info(event: string, fields?: Readonly<Record<string, LogField>>): void;
  warn(event: string, fields?: Readonly<Record<string, LogField>>): void;
  error(event: string, fields?: Readonly<Record<string, LogField>>): void;
}
