/** The operating system's key store of one user: what it seals carries the user's mark, as DPAPI's does. */
import type { KeyStore } from '../../src/main/this-pc/sealed-key.ts';

/** `isThere`: asked each time, as the real one is. */
export const keyStoreOf = (user: string, isThere: () => boolean = () => true): KeyStore => ({
  isThere,
  seal: (text) => Buffer.from(`${user}:${Buffer.from(text).toString('hex')}`),
  open(sealed) {
    const [owner, hex = ''] = sealed.toString().split(':');
    if (owner !== user) throw new Error('sealed by another user');
    return Buffer.from(hex, 'hex').toString();
  },
});
