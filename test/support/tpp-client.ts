// A plain client of TPP's Client Integration for tests of the sample SystmOne: hand-written XML over a real socket, and
// answers looked at as text, so that nothing of the product or of the sample is trusted to read them.
import { createConnection } from 'node:net';

export type Envelope = {
  readonly apiKey?: string;
  readonly deviceId?: string;
  readonly uid?: string;
  readonly version?: string;
};

/** One request, newline and all, as section 3.2 of the protocol notes has it. */
export function request(name: string, parameters = '', envelope: Envelope = {}): string {
  const { apiKey = 'SLOTKEEPER-SAMPLE', deviceId = 'D1', uid = 'u1', version = '1.0' } = envelope;
  return (
    `<ClientIntegrationRequest><APIKey>${apiKey}</APIKey><DeviceID>${deviceId}</DeviceID>` +
    `<DeviceVersion>test 0.1</DeviceVersion><RequestUID>${uid}</RequestUID><Function>${name}</Function>` +
    `<FunctionVersion>${version}</FunctionVersion><FunctionParameters>${parameters}</FunctionParameters>` +
    '</ClientIntegrationRequest>\n'
  );
}

export async function connectTo(port: number) {
  const socket = createConnection({ port, host: '127.0.0.1', allowHalfOpen: true });
  let received = '';
  let isClosed = false;
  let wake = (): void => undefined;
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('utf8');
    wake();
  });
  const closed = new Promise<void>((resolve) => {
    const over = (): void => {
      isClosed = true;
      socket.destroy();
      wake();
      resolve();
    };
    socket.on('end', over);
    socket.on('close', over);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => undefined);
  return {
    closed,
    received: () => received,
    send: (text: string | Buffer): void => void socket.write(text),
    /** closes our half: nothing more will be asked */
    finish: (): void => void socket.end(),
    hangUp: (): void => void socket.destroy(),
    /** The next whole line; throws when the connection ends without one. */
    next: async (): Promise<string> => {
      for (;;) {
        const end = received.indexOf('\n');
        if (end >= 0) {
          const line = received.slice(0, end);
          received = received.slice(end + 1);
          return line;
        }
        if (isClosed) throw new Error('The connection ended without an answer');
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

export type TppClient = Awaited<ReturnType<typeof connectTo>>;

/** What stands inside every element of this name that holds no other of the same name. */
export const inside = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'))].map(([, text]) => text ?? '');

export const first = (xml: string, name: string): string => inside(xml, name)[0] ?? '';

/** Names only, in order: `A(B,C(D))`, so that an answer is held against the specification and not against itself. */
export function shapeOf(xml: string): string {
  const names = xml.replace(/<(\w+)\/>/g, '<$1></$1>').match(/<\/?\w+>/g) ?? [];
  return names
    .map((tag) => (tag.startsWith('</') ? ')' : `${tag.slice(1, -1)}(`))
    .join('')
    .replace(/\)(?=\w)/g, '),')
    .replaceAll('()', '');
}
