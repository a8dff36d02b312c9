/** Hands the stores and the bridge to the screens, so that a test or a harness can hand over its own. */
import { createContext, use, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Preferences } from '#shared/contract/asked.ts';
import type { Bridge } from '#shared/contract/contract.ts';
import type { AppSnapshot } from '#shared/contract/snapshot.ts';
import type { AppState, AppStore } from './app-store.ts';
import { type ViewState, type ViewStore, choose } from './view-store.ts';

interface Window {
  readonly bridge: Bridge;
  readonly app: AppStore;
  readonly view: ViewStore;
}

const WindowContext = createContext<Window | undefined>(undefined);

export function WindowProvider({
  value,
  children,
}: {
  readonly value: Window;
  readonly children: ReactNode;
}) {
  return <WindowContext value={value}>{children}</WindowContext>;
}

function useWindow(): Window {
  const value = use(WindowContext);
  if (!value) throw new Error('Screens are drawn inside WindowProvider only.');
  return value;
}

export const useBridge = (): Bridge => useWindow().bridge;

/** The pick must give back the same value while nothing changed: whole slices and rows, not new lists. */
export const useApp = <T,>(pick: (state: AppState) => T): T => useStore(useWindow().app, pick);
export const useSnapshot = (): AppSnapshot => useApp((state) => state.snapshot);
export const useIsReady = (): boolean => useApp((state) => state.status !== 'loading');

export const useView = <T,>(pick: (state: ViewState) => T): T => useStore(useWindow().view, pick);
export const useViewStore = (): ViewStore => useWindow().view;

export function useChoose(): (change: Partial<Preferences>) => void {
  const { view, bridge } = useWindow();
  return (change) => void choose(view, bridge, change);
}
