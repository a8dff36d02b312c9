/**
 * The same rows into the same tables with nothing but better-sqlite3: one transaction, every value bound as it will lie
 * on disk, the same durability. The least that keeping a reading could cost on this disk.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import Database from 'better-sqlite3';

import { FIRST_TABLES } from '../../../src/main/store/migrations/0010-first-tables.ts';
import type { LargeDiary } from './large-diary.ts';

const FULL = 2;

/** Milliseconds for the transaction alone. */
export function timeBareInsert(diary: LargeDiary): number {
  const sessions = diary
    .sessions()
    .map((session) => [
      session.id,
      session.name,
      session.day,
      session.startsAt,
      session.endsAt,
      session.site.id,
      session.site.name,
      JSON.stringify(session.clinicians),
      JSON.stringify(session.counts),
      1,
    ]);
  const slots = diary
    .slots()
    .map((slot) => [
      slot.id,
      slot.sessionId,
      slot.slotTypeId,
      slot.day,
      slot.startsAt,
      slot.durationMin,
      slot.status,
      1,
    ]);
  const folder = mkdtempSync(path.join(tmpdir(), 'slotkeeper-bare-'));
  const db = new Database(path.join(folder, 'bare.db'));
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.exec(FIRST_TABLES);
    db.pragma('synchronous = FULL');
    const putSession = db.prepare(
      `INSERT INTO sessions (session_id, name, day, starts_at, ends_at, site_id, site_name, clinicians, counts, revision)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    const putSlot = db.prepare(
      `INSERT INTO slots (slot_id, session_id, slot_type_id, day, starts_at, duration_min, status, revision)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    const insertAll = db.transaction(() => {
      for (const row of sessions) putSession.run(row);
      for (const row of slots) putSlot.run(row);
    });
    const startMs = performance.now();
    insertAll.immediate();
    const ms = performance.now() - startMs;
    if (db.pragma('synchronous', { simple: true }) !== FULL) throw new Error('It was not FULL.');
    const kept = db.prepare('SELECT count(*) FROM slots').pluck().get();
    if (kept !== slots.length) throw new Error(`${String(kept)} slots were kept of ${slots.length}.`);
    return ms;
  } finally {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
