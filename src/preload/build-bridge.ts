/** Builds what the window may call from the contract alone: named functions, no channel names, no Electron events. Pure. */
import { type Bridge, channelOf, contract } from '#shared/contract/contract.ts';

export interface Wire {
  ask(channel: string, input: unknown): Promise<unknown>;
  /** Calls back with the payload only; gives the way to stop listening. */
  listen(channel: string, listener: (payload: unknown) => void): () => void;
}

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

export function buildBridge(wire: Wire): Bridge {
  const groups = Object.entries(contract).map(([group, entries]) => {
    const members = Object.entries(entries).map(([name, entry]) => {
      const channel = channelOf(group, name);
      return entry.type === 'command'
        ? [name, (input?: unknown) => wire.ask(channel, input)]
        : [
            `on${capitalised(name)}`,
            (listener: (payload: unknown) => void) => wire.listen(channel, listener),
          ];
    });
    return [group, Object.fromEntries(members)];
  });
  return Object.fromEntries(groups) as Bridge;
}
