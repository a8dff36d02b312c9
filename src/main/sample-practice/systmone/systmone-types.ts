/** What a function of the Client Integration is given, and what it hands back. */
import type { Appointments } from '../diary/appointments.ts';
import type { Diary } from '../diary/diary.ts';
import type { XmlNode } from './systmone-xml.ts';

/** The inside of `Response`, ready to be sent. `items` are the repeated elements at its end, which a fault may thin out. */
export type Content = { readonly rest?: string; readonly items?: readonly string[] };

export type FunctionContext = {
  readonly diary: Diary;
  readonly appointments: Appointments;
  readonly parameters: XmlNode;
  /** what was added with our API key, by AppointmentUID: only that may be deleted with it */
  readonly added: { readonly has: (uid: string) => boolean; readonly add: (uid: string) => void };
  /** are appointments in the diary told with their AppointmentUID? */
  readonly showsUids: () => boolean;
  /** records that stand open in the client, by NHS number */
  readonly openRecords: {
    readonly has: (nhsNumber: string) => boolean;
    readonly add: (nhsNumber: string) => void;
  };
};

export type SystmOneFunction = {
  readonly name: string;
  readonly kind: 'read' | 'write';
  /** throws a SystmOneRefusal */
  readonly work: (context: FunctionContext) => Content | Promise<Content>;
};
