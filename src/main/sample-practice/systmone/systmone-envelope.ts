/**
 * The envelope around every request and every answer.
 *
 * What a request is asked about may be wrong in many ways and still must be answered under its own RequestUID, so the
 * echo is read first and leniently, the rest strictly.
 */
import { randomUUID } from 'node:crypto';
import { elementsOf } from './systmone-elements.ts';
import { SystmOneRefusal } from './systmone-refusal.ts';
import type { Content } from './systmone-types.ts';
import { leaf, type XmlNode } from './systmone-xml.ts';

const ROOT = 'ClientIntegrationRequest';
const NAMES = [
  'APIKey',
  'DeviceID',
  'DeviceVersion',
  'RequestUID',
  'Function',
  'FunctionVersion',
  'OutputScheme',
  'FunctionParameters',
];

export type Echo = { readonly deviceId: string; readonly requestUid: string; readonly functionName: string };

export type Request = {
  readonly apiKey: string;
  /** '' on the very first request of a device */
  readonly deviceId: string;
  readonly functionName: string;
  readonly parameters: XmlNode;
};

export const NO_ECHO: Echo = { deviceId: '', requestUid: '', functionName: '' };
const NO_PARAMETERS: XmlNode = { name: 'FunctionParameters', text: '', children: [] };

export function readEcho(root: XmlNode): Echo {
  const text = (name: string): string =>
    root.children.find((child) => child.name === name)?.text.trim() ?? '';
  return { deviceId: text('DeviceID'), requestUid: text('RequestUID'), functionName: text('Function') };
}

/** Throws a SystmOneRefusal that names what is wrong. */
export function readRequest(root: XmlNode): Request {
  if (root.name !== ROOT) throw new SystmOneRefusal(`The document is no ${ROOT}`);
  const envelope = elementsOf(root, NAMES);
  const apiKey = envelope.text('APIKey');
  envelope.text('DeviceVersion');
  envelope.text('RequestUID');
  const deviceId = envelope.optional('DeviceID');
  if (deviceId === undefined) throw new SystmOneRefusal('DeviceID is required, if empty');
  const version = envelope.text('FunctionVersion');
  if (!/^1(\.0+)?$/.test(version)) throw new SystmOneRefusal('FunctionVersion must be 1.0');
  const scheme = envelope.one('OutputScheme');
  if (scheme) elementsOf(scheme, ['Drugs', 'Codes']);
  return {
    apiKey,
    deviceId,
    functionName: envelope.text('Function'),
    parameters: envelope.one('FunctionParameters') ?? NO_PARAMETERS,
  };
}

const ROOT_OF_ANSWER = 'ClientIntegrationResponse';
/** What ends every answer: a client reads up to here. */
export const END_OF_ANSWER = `</Response></${ROOT_OF_ANSWER}>\n`;

export function formatAnswer(
  { deviceId, requestUid, functionName }: Echo,
  { rest = '', items = [] }: Content,
): string {
  const head = [
    leaf('DeviceID', deviceId),
    leaf('RequestUID', requestUid),
    leaf('Function', functionName),
    leaf('FunctionVersion', '1.0'),
    leaf('ResponseUID', randomUUID()),
  ];
  return `<${ROOT_OF_ANSWER}>${head.join('')}<Response>${rest}${items.join('')}${END_OF_ANSWER}`;
}

export const refusalContent = ({ message, isPermanent }: SystmOneRefusal): Content => ({
  rest: leaf('ErrorMessage', message) + leaf('PermanentError', isPermanent ? 'true' : 'false'),
});
