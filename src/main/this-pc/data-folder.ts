/** Where everything of one practice lies on this PC. One process at a time works in it (store/claim-data-folder.ts). */
import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

export interface DataFolder {
  readonly root: string;
  readonly database: string;
  readonly claim: string;
  readonly patientKey: string;
  readonly credentials: string;
  readonly configuration: string;
  /** What somebody chose to have opened: the sample practice, or the practice that is set up. */
  readonly choice: string;
  readonly logs: string;
  readonly bundles: string;
  readonly sampleDiary: string;
}

export const dataFolderAt = (root: string): DataFolder => ({
  root,
  database: path.join(root, 'slotkeeper.db'),
  claim: path.join(root, 'slotkeeper.claim'),
  patientKey: path.join(root, 'keys', 'patients.key'),
  credentials: path.join(root, 'keys', 'credentials'),
  configuration: path.join(root, 'configuration.json'),
  choice: path.join(root, 'choice.json'),
  logs: path.join(root, 'logs'),
  bundles: path.join(root, 'bundles'),
  sampleDiary: path.join(root, 'sample-practice', 'diary.jsonl'),
});

/** The database of the sample practice, or of a second practice or EHR, beside the usual one. `whose`: `A12345 systmone`. */
export const databaseApart = (folder: DataFolder, whose: string): string =>
  path.join(folder.root, `slotkeeper-${whose.replaceAll(' ', '-')}.db`);

/** Every database in it that is in use, the sample's and another practice's too; not those that were put aside. */
export function databasesIn(folder: DataFolder): readonly string[] {
  try {
    return readdirSync(folder.root)
      .filter((name) => /^slotkeeper.*\.db$/.test(name))
      .map((name) => path.join(folder.root, name));
  } catch {
    return []; // The folder itself is not there yet.
  }
}

/** The folder that the window uses too, so that the command line finds the same practice. */
export function defaultDataRoot(): string {
  const { env, platform } = process;
  if (platform === 'win32') return path.join(env['APPDATA'] ?? homedir(), 'Slotkeeper');
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support', 'Slotkeeper');
  return path.join(env['XDG_CONFIG_HOME'] ?? path.join(homedir(), '.config'), 'Slotkeeper');
}
