/** Where everything of one practice lies on this PC. One process at a time works in it (store/claim-data-folder.ts). */
import { homedir } from 'node:os';
import path from 'node:path';

export interface DataFolder {
  readonly root: string;
  readonly database: string;
  readonly claim: string;
  readonly patientKey: string;
  readonly configuration: string;
  readonly logs: string;
  readonly bundles: string;
  readonly sampleDiary: string;
}

export const dataFolderAt = (root: string): DataFolder => ({
  root,
  database: path.join(root, 'slotkeeper.db'),
  claim: path.join(root, 'slotkeeper.claim'),
  patientKey: path.join(root, 'keys', 'patients.key'),
  configuration: path.join(root, 'configuration.json'),
  logs: path.join(root, 'logs'),
  bundles: path.join(root, 'bundles'),
  sampleDiary: path.join(root, 'sample-practice', 'emis-diary.jsonl'),
});

/** The folder that the window uses too, so that the command line finds the same practice. */
export function defaultDataRoot(): string {
  const { env, platform } = process;
  if (platform === 'win32') return path.join(env['APPDATA'] ?? homedir(), 'Slotkeeper');
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support', 'Slotkeeper');
  return path.join(env['XDG_CONFIG_HOME'] ?? path.join(homedir(), '.config'), 'Slotkeeper');
}
