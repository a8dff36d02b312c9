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

/** TPP Client Integration: the SystmOne client on this very PC. */
export interface SystmOneSettings {
  readonly kind: 'systmone';
  /** Loopback only: the protocol has no encryption. */
  readonly host: string;
  readonly port: number;
  readonly apiKey: string;
  /** Empty until somebody has approved this PC in SystmOne. */
  readonly deviceId: string;
}

/** GP Connect Appointment Management (FHIR STU3), through the Spine proxy or, where there is none, straight to the provider. */
export interface GpConnectSettings {
  readonly kind: 'gp-connect';
  /** The provider's service root from the Spine Directory, without a slash at the end. */
  readonly baseUrl: string;
  /** The Spine proxy: the provider's whole address is appended to it. */
  readonly proxyUrl?: string;
  readonly fromAsid: string;
  readonly toAsid: string;
  /** Who works here, for the token that each request carries: a person, never a system account. */
  readonly user: {
    readonly id: string;
    readonly familyName: string;
    readonly givenName?: string;
    readonly sdsUserId?: string;
    readonly sdsRoleProfileId?: string;
  };
  /** PEM texts: who we are to the other side, and whom we trust besides the usual authorities. */
  readonly tls?: { readonly certificate: string; readonly key: string; readonly authority?: string };
}

export type EhrSettings = EmisSettings | SystmOneSettings | GpConnectSettings;

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
    /** Patients may cancel and move by themselves until so long before the appointment. */
    readonly cancelCutOffMinutes: number;
    /** How long a cancellation or a move waits before it is sent, so that it can be taken back. */
    readonly undoSeconds: number;
  };
  readonly notices: {
    /** Every notice to a patient is posted here, once; left out, they are shown on the patient's page only. */
    readonly webhookUrl?: string;
    /** Signs what is posted (HMAC-SHA256), so that the other side can tell that it is ours. */
    readonly webhookSecret?: string;
  };
  readonly activeSlotTypes: readonly string[];
}
