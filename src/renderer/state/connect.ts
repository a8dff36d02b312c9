/**
 * Keeps the store in step with the main process: *listen first, then ask, then drop what is stale*. Changes that arrive
 * while a snapshot is on its way wait for it; a change that starts beyond what we know means that one was missed, and
 * then a fresh snapshot is asked for rather than guessed.
 */
import type { Bridge } from '#shared/contract/contract.ts';
import { type AppChange, type AppSnapshot, applyChange } from '#shared/contract/snapshot.ts';
import type { AppStore } from './app-store.ts';

const ASK_AGAIN_MS = 1_000;
/** Several missed in a row are asked for at once only so often: a window must not become a load of its own. */
const ASKS_AT_ONCE = 3;

export interface ConnectOptions {
  /** Runs the work later, and gives back how to call it off. */
  readonly later: (work: () => void, ms: number) => () => void;
}

/** Applies what waited, oldest first. `undefined` when there is a gap. */
export function catchUp(snapshot: AppSnapshot, waiting: readonly AppChange[]): AppSnapshot | undefined {
  let current: AppSnapshot | undefined = snapshot;
  for (const change of waiting.toSorted((a, b) => a.from - b.from)) {
    current = applyChange(current, change);
    if (!current) return undefined;
  }
  return current;
}

/** Starts at once; the answer stops it. */
export function connect(app: Bridge['app'], store: AppStore, { later }: ConnectOptions): () => void {
  let waiting: AppChange[] = [];
  let isAsking = false;
  let isStopped = false;
  let asksInARow = 0;
  let callOff = () => {};

  const askLater = () => {
    callOff();
    callOff = later(() => void ask(), ASK_AGAIN_MS);
  };

  const ask = async (): Promise<void> => {
    if (isAsking || isStopped) return;
    isAsking = true;
    asksInARow += 1;
    const answer = await app.snapshot();
    isAsking = false;
    if (isStopped) return;
    if (!answer.ok) {
      store.setState({ status: 'failed', failure: answer.failure });
      askLater();
      return;
    }
    const snapshot = catchUp(answer.value, waiting);
    if (snapshot) {
      waiting = [];
      asksInARow = 0;
      store.setState({ snapshot, status: 'ready', failure: undefined });
      return;
    }
    if (asksInARow >= ASKS_AT_ONCE) askLater();
    else await ask();
  };

  const stopListening = app.onChanged((change) => {
    const { snapshot, status } = store.getState();
    const next = isAsking || status !== 'ready' ? undefined : applyChange(snapshot, change);
    if (next) {
      if (next !== snapshot) store.setState({ snapshot: next });
      return;
    }
    waiting.push(change);
    void ask();
  });

  void ask();
  return () => {
    isStopped = true;
    callOff();
    stopListening();
  };
}
