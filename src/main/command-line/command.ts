/** What one command of the command line is, and how its arguments are read and refused. */
import { type ParseArgsConfig, parseArgs } from 'node:util';

import type { Failure } from '#shared/domain/failure.ts';

export interface CommandLine {
  readonly summary: string;
  readonly help: string;
  /** Gives the exit code. */
  run(args: readonly string[]): Promise<number>;
}

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<O extends Options> = ReturnType<
  typeof parseArgs<{ options: O; allowPositionals: true; strict: true }>
>;

/** Thrown for arguments that make no sense; `asCommand` turns it into exit code 2. */
class WrongArguments extends Error {}

export function readArguments<O extends Options>(args: readonly string[], options: O): Parsed<O> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new WrongArguments(error instanceof Error ? error.message : 'Those options make no sense.');
  }
}

export const refuseArguments = (message: string): never => {
  throw new WrongArguments(message);
};

export function asCommand(
  told: Omit<CommandLine, 'run'>,
  run: (args: readonly string[]) => Promise<number> | number,
): CommandLine {
  return {
    ...told,
    async run(args) {
      try {
        return await run(args);
      } catch (error) {
        if (!(error instanceof WrongArguments)) throw error;
        process.stderr.write(`${error.message}\n\n${told.help}`);
        return 2;
      }
    },
  };
}

export const say = (text: string): void => void process.stdout.write(`${text}\n`);
export const sayJson = (value: unknown): void => say(JSON.stringify(value, null, 2));

export function sayFailure({ message, detail }: Failure): number {
  process.stderr.write(`${message}\n${detail ? `(${detail})\n` : ''}`);
  return 1;
}

/** Columns as wide as their widest cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return [head, ...rows].map(line).join('\n');
}
