/** A process that writes one booking after the other and says each id once the write has returned, until it is killed. */
import { book } from './store-samples.ts';
import { openStoreAt } from './open-test-store.ts';

const file = process.argv[2];
const start = Number(process.argv[3]);
if (!file) throw new Error('which database?');
const { store } = openStoreAt(file);
for (let n = start; ; n += 1) {
  book(store, `b${n}`, `slot ${n}`);
  process.stdout.write(`b${n}\n`);
}
