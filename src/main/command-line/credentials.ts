/**
 * `slotkeeper credentials`: what the EHR needs kept secret, on a PC without a window. A value comes in on stdin, never as an
 * argument, which every process of the PC may read; and none ever goes out.
 */
import path from 'node:path';
import { text as readAll } from 'node:stream/consumers';

import { CREDENTIALS_OF, type CredentialName } from '#shared/contract/settings.ts';

import { readConfiguration } from '../start/configuration.ts';
import { CREDENTIAL_WORDS, credentialsIn, ownerOf } from '../start/ehr-credentials.ts';
import { dataFolderAt, defaultDataRoot } from '../this-pc/data-folder.ts';
import { createKeptCredentials } from '../this-pc/kept-credentials.ts';
import { asCommand, readArguments, refuseArguments, say, sayFailure, table } from './command.ts';

const help = `Usage: slotkeeper credentials [list | set NAME | forget NAME] [--config FILE] [--data DIR]

Shows which credentials the practice's EHR needs and where they are, never what they are.
set reads the value from stdin: slotkeeper credentials set accessToken < FILE
They are kept in the data folder, in a file that only this user may read, and are used from the next start on.
What stands in the configuration file wins over what is kept.

  --config FILE   the practice's configuration (default: configuration.json in the data folder)
  --data DIR      the data folder (default: the window's own)
`;

const ACTS = ['list', 'set', 'forget'] as const;

export const credentialsCommand = asCommand(
  { summary: 'What the EHR needs kept secret: is it there?', help },
  async (args) => {
    const { values, positionals } = readArguments(args, {
      config: { type: 'string' },
      data: { type: 'string' },
    });
    const [asked = 'list', wanted, ...rest] = positionals;
    const act = ACTS.find((one) => one === asked) ?? refuseArguments(`What is “${asked}”?`);
    if (rest.length > 0) refuseArguments(`What is “${rest[0]}”?`);
    if (act === 'list' && wanted !== undefined) refuseArguments(`What is “${wanted}”?`);
    if (act !== 'list' && wanted === undefined)
      refuseArguments(`Which credential is to be ${act === 'set' ? 'set' : 'forgotten'}?`);

    const folder = dataFolderAt(path.resolve(values.data ?? defaultDataRoot()));
    const file = values.config ?? folder.configuration;
    const configuration = readConfiguration(file);
    if (!configuration.ok) return sayFailure(configuration.failure);
    const { ehr } = configuration.value;
    const names = CREDENTIALS_OF[ehr.kind];
    const credentials = createKeptCredentials(folder.credentials, undefined);
    const owner = ownerOf(configuration.value);

    if (act === 'list') {
      const kept = credentials.read(owner);
      if (kept.kind !== 'kept') process.stderr.write(`${kept.message}\n`);
      const inFile = credentialsIn(ehr);
      const whereIs = (name: CredentialName): string => {
        if (inFile[name] !== undefined) return `in ${file}`;
        if (kept.kind !== 'kept') return 'not known';
        return kept.values[name] === undefined ? 'not there' : 'kept';
      };
      const rows = names.map((name) => [name, CREDENTIAL_WORDS[name], whereIs(name)]);
      say(table(['Name', 'What', 'Where'], rows));
      return 0;
    }
    const name =
      names.find((one) => one === wanted) ?? refuseArguments(`${ehr.kind} needs ${names.join(' and ')}.`);
    const value = act === 'set' ? (await readAll(process.stdin)).trim() : '';
    if (act === 'set' && value === '')
      return refuseArguments('The value comes in on stdin, and nothing came.');
    const done = credentials.keep(owner, { [name]: value });
    if (!done.ok) return sayFailure(done.failure);
    say(
      act === 'set'
        ? `The ${CREDENTIAL_WORDS[name]} is kept.`
        : `The ${CREDENTIAL_WORDS[name]} is forgotten.`,
    );
    return 0;
  },
);
