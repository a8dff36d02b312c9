/** The practice's configuration once checked, with every default filled in. Its JSON form and its checks are in configuration.ts. */
export interface EmisSettings {
  readonly kind: 'emis-web';
  readonly baseUrl: string;
  readonly applicationId: string;
  readonly accessToken: string;
  readonly bookedBy: string;
  /** EMIS's own description and its OpenAPI types disagree; a practice that meets the other one sets it here. */
  readonly dateFormat: 'dd/MM/yyyy' | 'iso';
}

export type EhrSettings = EmisSettings;

export interface Configuration {
  readonly practice: { readonly name: string; readonly odsCode: string; readonly phone?: string };
  readonly ehr: EhrSettings;
  readonly bookingSite: { readonly host: string; readonly port: number };
  readonly reading: {
    readonly horizonDays: number;
    readonly nearEverySeconds: number;
    readonly requestsPerSecond: number;
  };
  readonly booking: {
    readonly minNoticeMinutes: number;
    readonly holdMinutes: number;
    /** After a doubtful write, how long until a read-back may say *no*. */
    readonly settleSeconds: number;
    readonly requestTimeoutSeconds: number;
  };
  readonly activeSlotTypes: readonly string[];
}
