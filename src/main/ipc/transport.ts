/** How calls reach the main process. Electron's IPC is one way; a test's is another. */
export interface Transport {
  /** `fromWindow` is false for any sender that is not our own page in our own main frame. */
  handle(channel: string, answer: (fromWindow: boolean, input: unknown) => Promise<unknown>): void;
  /** To every open window. */
  send(channel: string, payload: unknown): void;
}
