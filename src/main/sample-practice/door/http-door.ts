/** The door of a protocol that is HTTP: the control plane, where it was asked for, stands on the same port. */
import { serveControl } from '../control/sample-control.ts';
import type { DoorOptions, SamplePractice } from '../sample-practice.ts';
import { LOOPBACK } from './kept-port.ts';
import { createListener, type Serve } from './listener.ts';

/** @param practice what the control plane acts on; asked at each request, for it is made after its door */
export function createHttpDoor(
  usualPort: number,
  { port: wantedPort = usualPort, controlPlane = false }: DoorOptions,
  serve: Serve,
  practice: () => SamplePractice,
) {
  const { standsAt, start, stop } = createListener(wantedPort, (request, response, url) =>
    controlPlane && url.pathname.startsWith('/sample/')
      ? serveControl(practice(), request, response, url)
      : serve(request, response, url),
  );
  /** `http://host:port`; throws before the first start of a port that was left free to choose */
  const address = (): string => `http://${LOOPBACK}:${standsAt()}`;
  return { start, stop, address, controlUrl: () => (controlPlane ? address() : undefined) };
}
