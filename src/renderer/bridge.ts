/** The only file that touches `window.bridge`, which the preload built from the contract. */
import type { Bridge } from '#shared/contract/contract.ts';

declare global {
  interface Window {
    readonly bridge: Bridge;
  }
}

export const bridge: Bridge = window.bridge;
