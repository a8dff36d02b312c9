// How each kind of test is run. Projects are stages of `npm test`; run one alone with `npm test -- unit`.
import { defineConfig } from 'vitest/config';

const inFolder = (name: string, timeoutMs: number) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    environment: 'node' as const,
    expect: { poll: { timeout: 20_000 } },
    testTimeout: timeoutMs,
    hookTimeout: timeoutMs,
  },
});

export default defineConfig({
  test: {
    maxWorkers: 2,
    allowOnly: false,
    // How long something may take to come true is a machine's matter, not a test's.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      { test: { name: 'architecture', include: ['test/architecture.test.ts'] } },
      inFolder('unit', 30_000),
      inFolder('store', 30_000),
      inFolder('adapters', 30_000),
      inFolder('scenarios', 60_000),
      // A thousand practice-days: some minutes on two processors, and nobody waits for it alone.
      inFolder('simulation', 1_800_000),
      inFolder('proofs', 300_000),
      {
        test: {
          ...inFolder('e2e', 120_000).test,
          // One Electron at a time: windows that share a display steal each other's focus.
          fileParallelism: false,
        },
      },
    ],
  },
});
