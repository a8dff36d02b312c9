// The pure parts of one HTTP request: its limits, the headers of its answer, the naming of trouble, and strict JSON.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { asInstant, parseInstant } from '#shared/domain/time.ts';

import { contentOf, parseHttpDate, parseRetryAfter } from '../../../src/main/ehr/http-headers.ts';
import { USUAL_LIMITS, msToNextLimit, passedLimit } from '../../../src/main/ehr/http-limits.ts';
import { type HttpReach, codeOf, failureOfTrouble } from '../../../src/main/ehr/http-trouble.ts';
import { parseStrictJson, saysTwice } from '../../../src/main/ehr/strict-json.ts';

describe('limits', () => {
  it.each([
    [{ startedAt: 0 }, 9_999, undefined],
    [{ startedAt: 0 }, 10_000, 'headers'],
    [{ startedAt: 0, headersAt: 9_000 }, 13_999, undefined],
    [{ startedAt: 0, headersAt: 9_000 }, 14_000, 'idle-body'],
    [{ startedAt: 0, headersAt: 9_000, bodyAt: 27_000 }, 29_999, undefined],
    [{ startedAt: 0, headersAt: 9_000, bodyAt: 29_000 }, 30_000, 'total'],
  ] as const)('of %j at %i ms: %s', (progress, now, limit) => {
    expect(passedLimit(progress, USUAL_LIMITS, now)).toBe(limit);
  });

  it('has passed none before the time it says to wait, and one after it', () => {
    const progress = fc
      .tuple(fc.nat(9_000), fc.option(fc.nat(9_000), { nil: undefined }))
      .map(([startedAt, headersAfter]) =>
        headersAfter === undefined ? { startedAt } : { startedAt, headersAt: startedAt + headersAfter },
      );
    fc.assert(
      fc.property(progress, (at) => {
        const now = at.startedAt + 1;
        const ms = msToNextLimit(at, USUAL_LIMITS, now);
        if (passedLimit(at, USUAL_LIMITS, now) !== undefined) return;
        expect(passedLimit(at, USUAL_LIMITS, now + ms - 1)).toBeUndefined();
        expect(passedLimit(at, USUAL_LIMITS, now + ms)).toBeDefined();
      }),
    );
  });
});

describe('headers', () => {
  const now = parseInstant('2026-11-23T10:42:07Z') ?? asInstant(0);

  it('tell the time', () => {
    expect(parseHttpDate('Mon, 23 Nov 2026 10:42:07 GMT')).toBe(now);
    for (const odd of [
      undefined,
      '',
      '23 Nov 2026',
      'Mon, 23 Foo 2026 10:42:07 GMT',
      '2026-11-23T10:42:07Z',
    ]) {
      expect(parseHttpDate(odd)).toBeUndefined();
    }
  });

  it.each([
    ['7', 7_000],
    ['0', 0],
    ['Mon, 23 Nov 2026 10:42:37 GMT', 30_000],
    ['Mon, 23 Nov 2026 10:41:00 GMT', 0],
    ['86400', 300_000],
    ['soon', undefined],
    ['-3', undefined],
    ['1.5', undefined],
    [undefined, undefined],
  ])('ask to wait: %s', (text, ms) => {
    expect(parseRetryAfter(text, now)).toBe(ms);
  });

  it.each([
    ['application/json', 'json'],
    ['application/json; charset=utf-8', 'json'],
    ['Text/JSON;charset="UTF-8"', 'json'],
    ['application/json; charset=iso-8859-1', 'other'],
    ['application/jsonp', 'other'],
    ['text/html; charset=utf-8', 'html'],
    ['application/xhtml+xml', 'html'],
    ['text/plain', 'other'],
    [undefined, 'none'],
  ])('name the content: %s', (text, content) => {
    expect(contentOf(text)).toBe(content);
  });
});

describe('trouble', () => {
  it.each([
    ['ECONNREFUSED', 'reach-port', 'unreachable'],
    ['ENOTFOUND', 'find-host', 'unreachable'],
    ['ECONNRESET', 'secure', 'unreachable'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'secure', 'unreachable'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'connected', 'not-signed-in'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'secure', 'not-signed-in'],
    ['ECONNRESET', 'connected', 'interrupted'],
    ['EPIPE', 'connected', 'interrupted'],
    ['HPE_INVALID_CONSTANT', 'connected', 'not-understood'],
    ['HPE_HEADER_OVERFLOW', 'connected', 'too-large'],
    ['ERR_INVALID_CHAR', 'reach-port', 'invalid-input'],
  ] as const)('%s, as far as %s → %s', (code, reach, kind) => {
    expect(failureOfTrouble('EMIS Web', { cause: 'error', code }, reach).kind).toBe(kind);
  });

  it('says apart that the name, the port and the certificate were the trouble', () => {
    const words = (reach: HttpReach) =>
      failureOfTrouble('EMIS Web', { cause: 'error', code: 'EAI_AGAIN' }, reach).message;
    const said = ['find-host', 'reach-port', 'secure', 'connected'] as const;
    expect(new Set(said.map(words)).size).toBe(4);
  });

  it('takes only constant names for codes', () => {
    expect(codeOf({ code: 'ECONNRESET' })).toBe('ECONNRESET');
    for (const odd of [null, 'text', {}, { code: 7 }, { code: 'GET /x?patientNumber=4471' }]) {
      expect(codeOf(odd)).toBe('UNNAMED');
    }
  });
});

describe('strict JSON', () => {
  it('passes whatever JSON.stringify makes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parseStrictJson('EMIS Web', JSON.stringify(value))).toEqual({
          ok: true,
          value: JSON.parse(JSON.stringify(value)),
        });
      }),
    );
  });

  it('finds a name said twice at any depth, however it is written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.string(), (one, other, name) => {
        const key = JSON.stringify(name);
        const escaped = `"${[...name].map((char) => (char.length === 1 ? unicode(char) : char)).join('')}"`;
        const doubled = `{${key}:${JSON.stringify(one)},${escaped}:${JSON.stringify(other)}}`;
        for (const text of [doubled, `[1,${doubled}]`, `{"outside":{"inside":${doubled}}}`]) {
          expect(saysTwice(text, JSON.parse(text))).toBe(true);
        }
      }),
    );
  });

  it.each([
    ['{"slot":[{"dbid":1', 'not-complete'],
    ['', 'not-complete'],
    ['{"slot":[],}', 'not-understood'],
    ['{"slot":[],"slot":[]}', 'not-understood'],
  ])('says how it fails: %s', (text, kind) => {
    expect(parseStrictJson('EMIS Web', text)).toMatchObject({ ok: false, failure: { kind } });
  });

  it('takes names of one object at a time', () => {
    for (const text of [
      '{"a":{"a":[{"a":"a"},{"a":"a"}]},"b":"a"}',
      String.raw`{"a\"":1,"a":"\",\"a\":"}`,
      String.raw`{"\\" : "\\:", "__proto__":{"constructor":1}}`,
    ]) {
      expect(saysTwice(text, JSON.parse(text))).toBe(false);
    }
    expect(saysTwice('{"__proto__":1,"__proto__":2}', JSON.parse('{"__proto__":1,"__proto__":2}'))).toBe(
      true,
    );
  });
});

const unicode = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
