/** What is said of a failure. `who` can put it right; a sentence for patients stands even where nothing changes for them. */
export type Mender =
  | 'nobody needs to'
  | 'reception'
  | 'the practice manager'
  | 'your IT support'
  | 'Slotkeeper support';

export interface Remedy {
  readonly forPatients: string;
  readonly doNext: string;
  readonly who: Mender;
}

export interface Words extends Remedy {
  /** A few words for the health light: `EMIS Web sign-in refused`. */
  readonly brief: string;
  readonly cause: string;
}

export type SayOf = (ehr: string) => Words;
