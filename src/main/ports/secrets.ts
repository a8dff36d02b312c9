/**
 * The key that seals patients' details at rest. Three stories that must not be told as one: no key store on this PC
 * (`keeper: 'file'`), the key store not answering now, and a key that is lost for good.
 */
export type KeyAnswer =
  | { readonly kind: 'key'; readonly key: Uint8Array; readonly keeper: 'operating-system' | 'file' }
  | { readonly kind: 'unavailable'; readonly message: string }
  | { readonly kind: 'lost'; readonly message: string };

export interface Secrets {
  /** 32 bytes, made and kept at first use. */
  patientKey(): Promise<KeyAnswer>;
}
