/**
 * Who may come in: finds the operation of a request and checks verb, token, application and scope,
 * in that order.
 *
 * A token without the scope gets 401, not 403: the Partner API documents no 403.
 */
import type { IncomingMessage } from 'node:http';
import { EMIS_OPERATIONS } from './emis-operations.ts';
import type { EmisOperation, EmisScope } from './emis-types.ts';
import { EmisRefusal } from './emis-errors.ts';

export type Keys = {
  readonly applicationId: string;
  /** token → what it may do */
  readonly tokens: Readonly<Record<string, readonly EmisScope[]>>;
};

export const ALL_SCOPES: readonly EmisScope[] = [
  'papi-appt.read',
  'papi-appt.write',
  'papi-subjects.read',
  'papi-config.read',
];
export const BASE_PATH = '/partner';

const byPath = new Map<string, EmisOperation>(
  EMIS_OPERATIONS.map((operation) => [
    `${BASE_PATH}/api/v1/${operation.area}/${operation.name}`.toLowerCase(),
    operation,
  ]),
);

export const findOperation = (path: string): EmisOperation | undefined => byPath.get(path.toLowerCase());

function tokenOf(request: IncomingMessage): string {
  const found = /^Bearer ([^\s]+)$/i.exec(request.headers.authorization ?? '');
  if (!found?.[1]) throw new EmisRefusal(401, 'security', 'Authentication token not valid', 2);
  return found[1];
}

/** Throws the refusal, or lets the request in. */
export function checkDoor(request: IncomingMessage, operation: EmisOperation, keys: Keys): void {
  if (request.method !== operation.method) {
    throw new EmisRefusal(
      405,
      'not-supported',
      `The ${operation.name} operation does not support this method`,
    );
  }
  const scopes = Object.hasOwn(keys.tokens, tokenOf(request)) ? keys.tokens[tokenOf(request)] : undefined;
  if (!scopes) throw new EmisRefusal(401, 'security', 'Authentication token not valid', 2);
  const applicationId = request.headers['applicationid'];
  if (typeof applicationId !== 'string' || applicationId === '') {
    throw new EmisRefusal(400, 'required', 'The applicationId header is required');
  }
  if (applicationId !== keys.applicationId)
    throw new EmisRefusal(401, 'security', 'The application is not activated for this practice', 2);
  if (!scopes.includes(operation.scope)) {
    throw new EmisRefusal(
      401,
      'security',
      `The authentication token does not have the scope ${operation.scope}`,
      2,
    );
  }
}
