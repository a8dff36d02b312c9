/** A process that books, sends and confirms one booking after the other, and says each step once it is on disk, until it is killed. */
import { writeSync } from 'node:fs';

import { openStoreAt } from '../../support/open-test-store.ts';
import { book, bookingId } from '../../support/store-samples.ts';
import { TEST_NOW } from '../../support/open-test-store.ts';

const [file = '', start = '0'] = process.argv.slice(2);
const { store } = openStoreAt(file);
const say = (line: string): void => void writeSync(1, `${line}\n`);

for (let n = Number(start); ; n += 1) {
  const id = `b${n}`;
  book(store, id, `slot ${n}`);
  say(`${id} received`);
  const command = store.read.commands.byBooking(bookingId(id));
  if (!command) throw new Error(`${id} has no command`);
  for (const to of ['ready', 'sending', 'confirmed'] as const) {
    store.write((tx) => tx.commands.move(command.id, { to, at: TEST_NOW }));
    say(`${id} ${to}`);
  }
}
