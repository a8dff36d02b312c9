/**
 * A note in the data folder of the practice that was last opened on it, without any secret: so that the command line can
 * tell about a running or stopped Slotkeeper without its configuration file. Never a source of decisions about writing.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { z } from 'zod';

import type { EhrSight } from '#shared/domain/ehr.ts';

import { SIGHTS } from '../ehr/sights.ts';

const note = z.object({
  practice: z.object({ name: z.string(), odsCode: z.string(), phone: z.string().exactOptional() }),
  ehr: z.enum(['EMIS Web', 'SystmOne', 'GP Connect']),
  /** What its protocol tells at all. Left out by a Slotkeeper that knew only EMIS. */
  sees: z
    .object({
      slotTypesWithoutSlots: z.boolean(),
      slotTypeIds: z.boolean(),
      bookableFlag: z.boolean(),
      blockedSlots: z.boolean(),
      bookedSlots: z.boolean(),
      emptySessions: z.boolean(),
      provesNeverBooked: z.boolean(),
      maxWindowDays: z.number(),
    })
    .exactOptional(),
  isSample: z.boolean(),
  /** The name of its database in the data folder; left out, the usual one. */
  database: z
    .string()
    .regex(/^slotkeeper[\w-]*\.db$/)
    .exactOptional(),
  bookingSiteUrl: z.string().exactOptional(),
  reading: z.object({ horizonDays: z.number(), nearEverySeconds: z.number(), requestsPerSecond: z.number() }),
  booking: z.object({
    minNoticeMinutes: z.number(),
    holdMinutes: z.number(),
    settleSeconds: z.number(),
    requestTimeoutSeconds: z.number(),
    // Left out by a Slotkeeper that could not cancel.
    cancelCutOffMinutes: z.number().default(60),
    undoSeconds: z.number().default(10),
  }),
});

export type LastOpened = z.infer<typeof note>;

export const sightOf = ({ sees }: LastOpened): EhrSight => sees ?? SIGHTS['emis-web'];

const fileIn = (root: string): string => path.join(root, 'last-opened.json');

export function keepLastOpened(root: string, opened: LastOpened): void {
  mkdirSync(root, { recursive: true });
  const half = `${fileIn(root)}.new`;
  writeFileSync(half, `${JSON.stringify(note.parse(opened), null, 2)}\n`);
  renameSync(half, fileIn(root));
}

/** `undefined` when nothing was ever opened there, or the note cannot be read. */
export function readLastOpened(root: string): LastOpened | undefined {
  try {
    return note.parse(JSON.parse(readFileSync(fileIn(root), 'utf8')));
  } catch {
    return undefined;
  }
}
