// The C compiler with which the proofs build what they put between SQLite and the disk. It is installed where that is
// possible; where it is not, the proofs say themselves that they could not be run.
import { ensureDebianPackages } from './debian-packages.mjs';
import { runQuietly } from './run-child.mjs';
import { say, SetUpFailure } from './say.mjs';

export async function ensureCCompiler() {
  const { code } = await runQuietly('cc', ['--version']);
  if (code === 0) return;
  try {
    await ensureDebianPackages(['gcc', 'libc6-dev'], 'the proofs on failing disks');
  } catch (trouble) {
    if (!(trouble instanceof SetUpFailure)) throw trouble;
    say(trouble.message);
  }
}
