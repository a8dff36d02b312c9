/**
 * What the window knows of the practice: one snapshot, replaced whole by every change. If it is not in here, no screen
 * can show it; nothing but `connect.ts` writes it.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type AppSnapshot, emptySnapshot } from '#shared/contract/snapshot.ts';
import type { Failure } from '#shared/domain/failure.ts';

export interface AppState {
  readonly snapshot: AppSnapshot;
  /** `loading` until the first snapshot is here. `failed`: what is on screen may be out of date. */
  readonly status: 'loading' | 'ready' | 'failed';
  readonly failure: Failure | undefined;
}

export type AppStore = StoreApi<AppState>;

export const createAppStore = (): AppStore =>
  createStore<AppState>(() => ({ snapshot: emptySnapshot(), status: 'loading', failure: undefined }));
