/** Sleep and resume: after a sleep every reading is old and every socket half dead, so the core is told at once. */
import { powerMonitor } from 'electron';

export function watchPower({ resumed }: { readonly resumed: () => void }): void {
  powerMonitor.on('resume', resumed);
  powerMonitor.on('unlock-screen', resumed);
}
