/** Puts the bridge on `window`, and nothing else. Runs sandboxed: no Node, one file. */
import { contextBridge, ipcRenderer } from 'electron';

import { buildBridge } from './build-bridge.ts';

contextBridge.exposeInMainWorld(
  'bridge',
  buildBridge({
    ask: (channel, input) => ipcRenderer.invoke(channel, input),
    listen(channel, listener) {
      // The Electron event never reaches the page: it carries the sender and its ports.
      const hear = (_event: unknown, payload: unknown) => listener(payload);
      ipcRenderer.on(channel, hear);
      return () => ipcRenderer.removeListener(channel, hear);
    },
  }),
);
