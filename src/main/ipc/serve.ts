/**
 * Answers the window: known sender, guarded input, an outcome for everything. Never throws across the bridge, and never
 * tells the window more of an unexpected error than that there was one; the log has the rest.
 */
import type { z } from 'zod';

import { type Contract, type Handlers, channelOf, contract } from '#shared/contract/contract.ts';
import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed } from '#shared/domain/outcome.ts';

import type { Log } from '../ports/log.ts';
import { guards } from './guards.ts';
import type { Transport } from './transport.ts';

const MAX_INPUT_CHARS = 256 * 1024;

type AnyHandler = (input: unknown) => Outcome<unknown> | Promise<Outcome<unknown>>;

const isTooLarge = (input: unknown): boolean => {
  try {
    return (JSON.stringify(input) ?? '').length > MAX_INPUT_CHARS;
  } catch {
    return true; // circular, or a BigInt: nothing of ours
  }
};

async function answerOne(
  channel: string,
  guard: z.ZodType,
  handler: AnyHandler,
  input: unknown,
  log: Log,
): Promise<Outcome<unknown>> {
  if (isTooLarge(input)) return failed(failure('invalid-input', 'That is too much to handle at once.'));
  const parsed = guard.safeParse(input);
  if (!parsed.success) {
    const paths = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    log.warn('ipc.input-refused', { channel, paths });
    return failed(
      failure('invalid-input', 'The window asked for something that makes no sense.', { detail: paths }),
    );
  }
  try {
    return await handler(parsed.data);
  } catch (error) {
    log.error('ipc.handler-threw', { channel, error: error instanceof Error ? error.name : 'unknown' });
    return failed(failure('unexpected', 'Something went wrong inside Slotkeeper. Nothing was changed.'));
  }
}

/** Asked anew for each call: another practice may have been opened. `undefined`: there are none, and will be none. */
type CurrentHandlers = () => Handlers | Promise<Handlers | undefined>;

/** What is asked before the handlers are there waits for them. */
export function serve(handlers: CurrentHandlers, transport: Transport, log: Log): void {
  for (const group of Object.keys(contract) as (keyof Contract)[]) {
    for (const [name, entry] of Object.entries(contract[group])) {
      if (entry.type !== 'command') continue;
      const channel = channelOf(group, name);
      const guard = (guards[group] as Readonly<Record<string, z.ZodType>>)[name];
      if (!guard) throw new Error(`no guard for ${channel}`);
      const handler: AnyHandler = async (input) => {
        const ofGroup = (await handlers())?.[group] as Readonly<Record<string, AnyHandler>> | undefined;
        const answer = ofGroup?.[name];
        return answer ? answer(input) : failed(failure('stopped', 'Slotkeeper is not open.'));
      };
      transport.handle(channel, async (fromWindow, input) => {
        if (fromWindow) return answerOne(channel, guard, handler, input, log);
        log.warn('ipc.sender-refused', { channel });
        return failed(failure('not-allowed', 'Only the Slotkeeper window may ask.'));
      });
    }
  }
}
