/**
 * The live line to browsers and other front ends (server-sent events): says *that* availability changed, never what, so a
 * missed event costs nothing. Clients are few by limit, and one that reads slowly is skipped rather than buffered for.
 */
import type { Clock } from '../../ports/clock.ts';
import { instantOrNull } from './slot-json.ts';
import { SECOND, type Instant } from '#shared/domain/time.ts';

const HEARTBEAT_MS = 15 * SECOND;
/** A large reading announces each of its days; one event for all of them is enough. */
const GATHER_MS = 200;

interface Client {
  readonly address: string;
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
}

interface EventStreamDeps {
  readonly clock: Clock;
  readonly most: number;
  readonly mostOfOneAddress: number;
  lastReadAt(): Instant | undefined;
  onChanged(listener: () => void): () => void;
}

export function createEventStream({ clock, most, mostOfOneAddress, lastReadAt, onChanged }: EventStreamDeps) {
  const clients = new Set<Client>();
  const stopping = new AbortController();
  const encoder = new TextEncoder();
  let isGathering = false;

  const availability = () =>
    `event: availability\ndata: ${JSON.stringify({ asOf: instantOrNull(lastReadAt()) })}\n\n`;

  function send(client: Client, text: string) {
    if ((client.controller.desiredSize ?? 0) <= 0) return;
    client.controller.enqueue(encoder.encode(text));
  }

  function sendToAll(text: string) {
    for (const client of clients) send(client, text);
  }

  async function announce() {
    if (isGathering || clients.size === 0) return;
    isGathering = true;
    await clock.sleep(GATHER_MS, stopping.signal);
    isGathering = false;
    sendToAll(availability());
  }

  async function beat() {
    while (!stopping.signal.aborted) {
      await clock.sleep(HEARTBEAT_MS, stopping.signal);
      sendToAll(': still here\n\n');
    }
  }

  const stopListening = onChanged(() => void announce());
  void beat();

  return {
    /** `undefined` when there are too many already. */
    open(address: string): ReadableStream<Uint8Array> | undefined {
      const ofAddress = [...clients].filter((client) => client.address === address).length;
      if (stopping.signal.aborted || clients.size >= most || ofAddress >= mostOfOneAddress) return undefined;
      let client: Client | undefined;
      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            client = { address, controller };
            clients.add(client);
            send(client, `retry: 5000\n${availability()}`);
          },
          cancel() {
            if (client) clients.delete(client);
          },
        },
        { highWaterMark: 16 },
      );
    },
    count: () => clients.size,
    stop() {
      stopListening();
      stopping.abort();
      for (const { controller } of clients) controller.close();
      clients.clear();
    },
  };
}

export type EventStream = ReturnType<typeof createEventStream>;
