// The app inside the restricted runtime: does what Electron's own default app does for `electron PATH` (that file is
// not in the archive), and gives this Electron the better-sqlite3 that was built for it. See restricted-electron.mjs.
const { app } = require('electron');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

/** Playwright's loader comes as `-r FILE`, before the app is loaded. */
function readArguments() {
  const preloads = [];
  let target;
  const given = process.argv.slice(1);
  for (let i = 0; i < given.length; i++) {
    const argument = given[i] ?? '';
    if (argument === '-r' || argument === '--require') preloads.push(given[++i] ?? '');
    else if (argument.startsWith('-')) continue;
    else {
      target = argument;
      break;
    }
  }
  return { preloads, target };
}

// Version 13 in the project needs Node-API 10; this Electron has 9. Only that one name is redirected.
const OWN_MODULES = path.join(process.resourcesPath, 'runtime', 'node_modules');
const resolveAsUsual = Reflect.get(Module, '_resolveFilename');
Reflect.set(Module, '_resolveFilename', (/** @type {string} */ request, /** @type {unknown[]} */ ...rest) =>
  resolveAsUsual(request === 'better-sqlite3' ? path.join(OWN_MODULES, request) : request, ...rest),
);

const { preloads, target } = readArguments();
if (!target) {
  process.stderr.write('Usage: electron [options] PATH [arguments]\n');
  app.exit(1);
} else {
  const folder = path.resolve(target);
  const about = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
  app.setName(about.productName ?? about.name);
  // Not in Electron's types: what its default app calls, so that app.getAppPath() is the project.
  Reflect.apply(Reflect.get(app, 'setVersion'), app, [about.version]);
  Reflect.apply(Reflect.get(app, 'setAppPath'), app, [folder]);
  for (const file of preloads) require(file);
  require(path.resolve(folder, about.main ?? 'index.js'));
}
