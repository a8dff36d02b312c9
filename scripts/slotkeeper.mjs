// npm run slotkeeper -- …: the command line, from the sources, without Electron. Its stdout is data, so set-up speaks
// on stderr only.
import { continueOnNode24 } from './setup/continue-on-node24.mjs';
import { inProject, NODE_24 } from './setup/project.mjs';
import { runToEnd } from './setup/run-child.mjs';
import { runCommand } from './setup/run-command.mjs';
import { keepStdoutForData } from './setup/say.mjs';

keepStdoutForData();
await runCommand(async () => {
  const elsewhere = await continueOnNode24(import.meta.filename);
  if (elsewhere !== undefined) return elsewhere;
  return runToEnd(NODE_24, [inProject('src', 'main', 'cli.ts'), ...process.argv.slice(2)]);
});
