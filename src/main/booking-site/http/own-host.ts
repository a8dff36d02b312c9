/**
 * Is a request meant for us? A page elsewhere can point its own name at 127.0.0.1 (DNS rebinding) and then read our
 * answers, so only our own names are served; and a form elsewhere can post to us, so a change must come from our pages.
 */
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);
const EVERY_INTERFACE: ReadonlySet<string> = new Set(['0.0.0.0', '::', '[::]']);

const parseUrl = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined);

const nameOf = (host: string): string | undefined =>
  /^[\w.:[\]-]+$/.test(host) ? parseUrl(`http://${host}`)?.hostname : undefined;

/** Rebinding needs a name: an address written out can only be ours. */
const isAddress = (name: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(name) || name.startsWith('[');

export function isOwnHost(hostHeader: string | undefined, boundTo: string): boolean {
  if (hostHeader === undefined) return false;
  const name = nameOf(hostHeader);
  if (name === undefined) return false;
  if (LOOPBACK.has(name)) return true;
  if (EVERY_INTERFACE.has(boundTo)) return isAddress(name);
  return name === nameOf(boundTo.includes(':') && !boundTo.startsWith('[') ? `[${boundTo}]` : boundTo);
}

export interface WhereFrom {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
}

/**
 * Sec-Fetch-Site decides where the browser sends it (HTTPS and loopback). Over plain HTTP on the LAN it does not, and
 * our own `no-referrer` makes it send `Origin: null` there; what guards those forms is the SameSite=Strict cookie.
 */
export function isOwnChange({ host, origin, fetchSite }: WhereFrom): boolean {
  if (fetchSite !== undefined) return fetchSite === 'same-origin' || fetchSite === 'none';
  if (origin === undefined || origin === 'null') return true;
  return parseUrl(origin)?.host === host?.toLowerCase();
}
