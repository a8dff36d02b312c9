// Stands before a sample server as a practice's gateway does: lets nobody in without the client certificate that it knows.
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { CLIENT_CERTIFICATE, LOCAL_CERTIFICATE } from './ehr-local-certificate.ts';

export async function openTlsFront(
  behind: string,
): Promise<{ readonly url: string; readonly close: () => void }> {
  const target = new URL(behind);
  const front = createServer(
    { ...LOCAL_CERTIFICATE, ca: [CLIENT_CERTIFICATE.cert], requestCert: true, rejectUnauthorized: true },
    (asked, answer) => {
      const { method, headers, url: path } = asked;
      const passed = request({ host: target.hostname, port: target.port, method, headers, path }, (came) => {
        answer.writeHead(came.statusCode ?? 502, came.rawHeaders);
        came.pipe(answer);
      });
      passed.on('error', () => answer.destroy());
      asked.pipe(passed);
    },
  );
  await new Promise<void>((listening) => front.listen(0, '127.0.0.1', listening));
  const { port } = front.address() as AddressInfo;
  const url = new URL(behind);
  url.protocol = 'https:';
  url.port = String(port);
  return {
    url: url.href,
    close: () => {
      front.closeAllConnections();
      front.close();
    },
  };
}
