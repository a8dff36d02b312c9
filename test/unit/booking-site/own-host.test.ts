// Whose name and whose page a request comes under.
import { describe, expect, it } from 'vitest';
import { isOwnChange, isOwnHost } from '../../../src/main/booking-site/http/own-host.ts';

describe('isOwnHost', () => {
  it.each([
    ['127.0.0.1:4780', '127.0.0.1', true],
    ['localhost:4780', '127.0.0.1', true],
    ['LOCALHOST', '127.0.0.1', true],
    ['[::1]:4780', '127.0.0.1', true],
    ['booking.evil.example:4780', '127.0.0.1', false],
    ['127.0.0.1.evil.example', '127.0.0.1', false],
    ['localhost@evil.example', '127.0.0.1', false],
    ['evil.example/localhost', '127.0.0.1', false],
    ['192.168.1.20:4780', '127.0.0.1', false],
    ['192.168.1.20:4780', '192.168.1.20', true],
    ['192.168.1.21:4780', '192.168.1.20', false],
    ['kiosk.practice.example', 'kiosk.practice.example', true],
    ['192.168.1.20:4780', '0.0.0.0', true],
    ['evil.example:4780', '0.0.0.0', false],
    ['[fe80::1]:4780', '::', true],
    ['', '127.0.0.1', false],
  ])('%s when bound to %s: %s', (host, boundTo, expected) => {
    expect(isOwnHost(host, boundTo)).toBe(expected);
  });

  it('is not ours without a Host', () => {
    expect(isOwnHost(undefined, '127.0.0.1')).toBe(false);
  });
});

describe('isOwnChange', () => {
  const host = '127.0.0.1:4780';
  it.each([
    [{ origin: undefined, fetchSite: undefined }, true], // not a browser
    [{ origin: 'http://127.0.0.1:4780', fetchSite: undefined }, true],
    [{ origin: 'null', fetchSite: 'same-origin' }, true], // our own no-referrer form
    [{ origin: 'null', fetchSite: 'cross-site' }, false],
    [{ origin: 'http://127.0.0.1:4780', fetchSite: 'same-site' }, false],
    [{ origin: 'http://127.0.0.1:9999', fetchSite: undefined }, false],
    [{ origin: 'https://evil.example', fetchSite: undefined }, false],
    [{ origin: 'not a url', fetchSite: undefined }, false],
  ])('%j: %s', (where, expected) => {
    expect(isOwnChange({ host, ...where })).toBe(expected);
  });
});
