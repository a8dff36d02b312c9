/** The operating system's key store through Electron: DPAPI on Windows, the keychain on macOS, a keyring on Linux. */
import { safeStorage } from 'electron';

import type { KeyStore } from '../this-pc/sealed-key.ts';

export const electronKeyStore: KeyStore = {
  /** On Linux `basic_text` means a fixed password: no protection at all. */
  isThere: () =>
    safeStorage.isEncryptionAvailable() &&
    (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'),
  seal: (text) => safeStorage.encryptString(text),
  open: (sealed) => safeStorage.decryptString(sealed),
};
