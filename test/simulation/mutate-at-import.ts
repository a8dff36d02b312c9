/** Loaded before the simulation (`node --import`): makes the mistake that SLOTKEEPER_MUTANT names while its files are loaded. */
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { MUTANTS } from './mutants.ts';

const name = process.env['SLOTKEEPER_MUTANT'] ?? '';
const mutants = MUTANTS[name] ?? refuse();
const root = path.resolve(import.meta.dirname, '../..');

function refuse(): never {
  console.error(`There is no mutant ${name}: there are ${Object.keys(MUTANTS).join(', ')}.`);
  process.exit(2);
}

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const mine = mutants.filter(({ file }) => pathToFileURL(path.join(root, file)).href === url);
    if (mine.length === 0) return loaded;
    if (typeof loaded.source !== 'string' && !(loaded.source instanceof Uint8Array)) {
      throw new Error(`Mutant ${name}: ${url} came without its text.`);
    }
    let source = Buffer.from(loaded.source).toString();
    for (const { find, put, file } of mine) {
      if (source.split(find).length !== 2) throw new Error(`Mutant ${name}: ${file} has changed.`);
      source = source.replace(find, put);
    }
    return { ...loaded, source };
  },
});
