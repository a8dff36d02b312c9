/** Opens another place of the window. The address after `#` is the one truth of where we are; `start-window.tsx` listens to it. */
export function go(hash: string): void {
  location.hash = hash;
}
