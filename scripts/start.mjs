// npm start: everything the app needs, then the app. Arguments after -- go to the app;
// `--shots DIR` saves pictures of every screen instead (see shots.mjs).
import { buildIfChanged } from './setup/build-app.mjs';
import { continueOnNode24 } from './setup/continue-on-node24.mjs';
import { inProject, NODE_24, ROOT } from './setup/project.mjs';
import { runToEnd } from './setup/run-child.mjs';
import { runCommand } from './setup/run-command.mjs';
import { say } from './setup/say.mjs';

await runCommand(async () => {
  const elsewhere = await continueOnNode24(import.meta.filename);
  if (elsewhere !== undefined) return elsewhere;
  const args = process.argv.slice(2);
  await buildIfChanged();

  // These need the packages, which are only certain to be there from here on.
  const { prepareElectron } = await import('./setup/electron-runtime.mjs');
  const runtime = await prepareElectron();
  if (args.includes('--shots')) {
    const { ensureDebianPackages, FOR_WEB_PAGES } = await import('./setup/debian-packages.mjs');
    await ensureDebianPackages(FOR_WEB_PAGES, 'pictures of the patients’ pages');
    return runToEnd(NODE_24, [inProject('scripts', 'shots.mjs'), ...args], { cwd: process.cwd() });
  }
  say('Starting Slotkeeper. Close its window or press Ctrl-C to end it.');
  return runToEnd(runtime.executable, [...runtime.flags, ROOT, ...args], { watchStderr: isWorthSaying });
});

/**
 * Chromium reports each desktop service that a bare machine lacks (D-Bus, GPU); none of it matters to the app.
 * @param {string} line
 */
function isWorthSaying(line) {
  return !/^\[\d+:\d+\/\d+\.\d+:(ERROR|WARNING):(dbus|bus|object_proxy|gpu|viz|gl_|vaapi|ozone|sandbox|.*dbus)/.test(
    line,
  );
}
