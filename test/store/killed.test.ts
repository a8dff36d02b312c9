/** A process killed while it writes: every booking that it said was kept is there, with its command and its audit row. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

import { openStoreAt } from '../support/open-test-store.ts';
import { bookingId } from '../support/store-samples.ts';

const CHILD = fileURLToPath(new URL('../support/store-writing-child.ts', import.meta.url));

/** Lets the child write until it has said `enough` ids and then a moment more; SIGKILL; gives back what it said. */
function writeUntilKilled(file: string, start: number, enough: number, moreMs: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, file, String(start)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    let trouble = '';
    let isCondemned = false;
    child.stderr.on('data', (chunk: Buffer) => (trouble += chunk.toString()));
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (isCondemned || said.split('\n').length <= enough) return;
      isCondemned = true;
      setTimeout(() => child.kill('SIGKILL'), moreMs);
    });
    child.on('error', reject);
    child.on('close', (_code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`the child ended by itself: ${trouble}`));
      // What follows the last line end was not said to the end.
      else resolve(said.split('\n').slice(0, -1));
    });
  });
}

it('loses nothing that it acknowledged, and leaves nothing half', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'slotkeeper-killed-'));
  try {
    const file = path.join(folder, 'slotkeeper.db');
    let written = 0;
    for (let round = 0; round < 6; round += 1) {
      const acknowledged = await writeUntilKilled(file, written, 20, round * 3);
      expect(acknowledged.length).toBeGreaterThanOrEqual(20);
      const { store, news } = openStoreAt(file);
      try {
        expect(news).toEqual([]);
        const lost = acknowledged.filter((id) => store.read.bookings.byId(bookingId(id)) === undefined);
        expect(lost).toEqual([]);
        const commands = store.read.commands.unsettled();
        // At most the one that was being written may be there without having been said; nothing is there in parts.
        expect(commands.length - (written + acknowledged.length)).toBeOneOf([0, 1]);
        expect(commands.filter((command) => !store.read.bookings.byId(command.bookingId)?.patient)).toEqual(
          [],
        );
        expect(store.read.audit.recent(10_000)).toHaveLength(commands.length);
        expect(store.read.audit.firstBrokenSeq()).toBeUndefined();
        written = commands.length;
      } finally {
        store.close();
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
