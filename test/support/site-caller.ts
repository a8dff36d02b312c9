// Calls the booking site over a real socket: `ask` with any header (also Host), `browser` with a cookie and no redirects.
import { request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export const ask = (url: string, { method = 'GET', headers = {}, body }: Question = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const call = request(url, { method, headers, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          text: Buffer.concat(parts).toString(),
        }),
      );
    });
    call.on('error', reject);
    call.end(body);
  });

export const askJson = async (url: string, question: Question & { readonly json?: unknown } = {}) => {
  const { json, ...rest } = question;
  const answer = await ask(url, {
    ...rest,
    ...(json === undefined
      ? {}
      : { body: JSON.stringify(json), headers: { 'content-type': 'application/json', ...rest.headers } }),
  });
  return {
    ...answer,
    json: answer.text === '' ? undefined : (JSON.parse(answer.text) as Record<string, unknown>),
  };
};

/** A browser without JavaScript: keeps its cookie, sends forms, follows nothing by itself. */
export function openBrowser(base: string) {
  let cookie: string | undefined;
  const url = (address: string) => new URL(address, base).href;
  async function send(address: string, question: Question): Promise<Answer> {
    const headers = { ...question.headers, ...(cookie ? { cookie } : {}) };
    const answer = await ask(url(address), { ...question, headers });
    const [set] = [answer.headers['set-cookie']].flat();
    if (set) cookie = set.split(';')[0];
    return answer;
  }
  return {
    get: (address: string) => send(address, {}),
    post: (address: string, form: Readonly<Record<string, string>>) =>
      send(address, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
        body: new URLSearchParams(form).toString(),
      }),
    cookie: () => cookie,
  };
}

export const locationOf = ({ headers }: Answer): string => {
  const { location } = headers;
  if (typeof location !== 'string') throw new Error('No Location in the answer.');
  return location;
};
