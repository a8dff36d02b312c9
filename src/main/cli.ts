/**
 * The command line: the same core without a window, for support and for a back-office PC. Exit codes: 0 done, 1 could not
 * be done, 2 asked wrongly. Results go to stdout, everything else to stderr.
 */
import { bookingsCommand } from './command-line/bookings.ts';
import { bundleCommand } from './command-line/bundle.ts';
import type { CommandLine } from './command-line/command.ts';
import { credentialsCommand } from './command-line/credentials.ts';
import { runCommand } from './command-line/run.ts';
import { slotTypesCommand } from './command-line/slot-types.ts';
import { statusCommand } from './command-line/status.ts';
import { whyCommand } from './command-line/why.ts';
import { runSample, SAMPLE_HELP } from './sample-practice/run-sample.ts';

const COMMANDS: Readonly<Record<string, CommandLine>> = {
  run: runCommand,
  status: statusCommand,
  'slot-types': slotTypesCommand,
  why: whyCommand,
  bookings: bookingsCommand,
  bundle: bundleCommand,
  credentials: credentialsCommand,
  sample: { summary: 'Run one sample EHR server alone', help: SAMPLE_HELP, run: runSample },
};

const HELP = `Slotkeeper keeps a GP practice's bookable online appointments in step with its EHR diary.

Usage: slotkeeper COMMAND [options]

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`)
  .join('\n')}

  slotkeeper COMMAND --help tells more of one command.
`;

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(HELP);
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    process.stderr.write(`There is no command “${name}”.\n\n${HELP}`);
    return 2;
  }
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(command.help);
    return 0;
  }
  return command.run(args);
}

/** Whoever read the output has gone (`| head`, a log reader that died): no reason to stop, least of all for `run`. */
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : 'Unknown trouble'}\n`);
  return 1;
});
