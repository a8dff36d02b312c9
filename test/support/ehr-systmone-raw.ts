/**
 * A bare TCP server in SystmOne's place, whose every byte the test decides. It knows enough to open a connection (whose
 * SystmOne is it?) and to answer a small diary; what a test sets for a function takes the place of that.
 */
import { type AddressInfo, type Socket, createServer } from 'node:net';

export interface RawRequest {
  readonly name: string;
  readonly uid: string;
  readonly deviceId: string;
  /** The whole document, without its newline. */
  readonly text: string;
}

export type RawAct = (socket: Socket, request: RawRequest) => void;

export interface RawSystmOne {
  readonly port: number;
  readonly requests: readonly RawRequest[];
  connections(): number;
  /** `undefined` goes back to the usual answer. */
  on(name: string, act: RawAct | undefined): void;
  close(): Promise<void>;
}

export const RAW_DEVICE = 'DEVICE-1';
export const RAW_ODS_CODE = 'A99001';

export const siteOf = (odsCode: string): string =>
  `<Site><Name>Main Site</Name><ID>${odsCode}</ID><PrimarySite/></Site>`;
const ORGANISATION = `${siteOf(RAW_ODS_CODE)}<User><Title>Dr</Title><FirstName>Meera</FirstName><Surname>Patel</Surname><UserName>mpatel01</UserName></User><SlotType>GP telephone</SlotType><SlotType>Nurse - smear</SlotType>`;

export const clinicOf = (...slots: readonly string[]): string =>
  `<Clinic><UserName>mpatel01</UserName><SiteName>Main Site</SiteName><ClinicType>GP AM</ClinicType>${slots.join('')}</Clinic>`;
export const slotAt = (start: string, type = 'GP telephone'): string =>
  `<Slot><SlotType>${type}</SlotType><DateTimeStart>${start}</DateTimeStart><Duration>10</Duration></Slot>`;
export const bookingOf = (nhsNumber: string, start: string, more = ''): string =>
  `<Result><Identity><NHSNumber>${nhsNumber}</NHSNumber></Identity><Appointment>${clinicOf(slotAt(start))}${more}</Appointment></Result>`;

/** Three free and one booked, all at one clinic. */
export const FREE = clinicOf(
  slotAt('2026-11-23T09:00:00'),
  slotAt('2026-11-23T09:10:00'),
  slotAt('2026-11-23T09:20:00'),
);
export const DIARY = bookingOf('9990000026', '2026-11-23T08:50:00', '<Status>Booked</Status>');
export const BOOKED =
  '<Identity><NHSNumber>9990000018</NHSNumber></Identity><AppointmentUID>00aa11bb22cc33dd</AppointmentUID><RecordState>Closed</RecordState>';

const USUAL: Readonly<Record<string, string>> = {
  GetOrganisationMetaData: ORGANISATION,
  GetDiary: DIARY,
  GetAppointmentSlots: FREE,
  UpdatePatientRecord: BOOKED,
  GetFunctions: '<SupportedFunction><Function>UpdatePatientRecord</Function></SupportedFunction>',
};

export const answerTo = (
  { name, uid, deviceId }: Pick<RawRequest, 'name' | 'uid' | 'deviceId'>,
  response: string,
): string =>
  `<ClientIntegrationResponse><DeviceID>${deviceId}</DeviceID><RequestUID>${uid}</RequestUID><Function>${name}</Function><FunctionVersion>1.0</FunctionVersion><ResponseUID>r1</ResponseUID><Response>${response}</Response></ClientIntegrationResponse>\n`;

export const refusalOf = (text: string, isPermanent: boolean): string =>
  `<ErrorMessage>${text}</ErrorMessage><PermanentError>${isPermanent}</PermanentError>`;

/** Answers with this inside of `Response`. */
export const says =
  (response: string): RawAct =>
  (socket, request) =>
    void socket.write(answerTo(request, response));

const inside = (text: string, name: string): string =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? '';

export async function startRawSystmOne(): Promise<RawSystmOne> {
  const requests: RawRequest[] = [];
  const acts = new Map<string, RawAct>();
  const open = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    open.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => {});
    let heard = '';
    socket.on('data', (bytes) => {
      heard += bytes.toString('utf8');
      for (let end = heard.indexOf('\n'); end >= 0; end = heard.indexOf('\n')) {
        const text = heard.slice(0, end);
        heard = heard.slice(end + 1);
        const request: RawRequest = {
          name: inside(text, 'Function'),
          uid: inside(text, 'RequestUID'),
          deviceId: inside(text, 'DeviceID'),
          text,
        };
        requests.push(request);
        const act = acts.get(request.name) ?? says(USUAL[request.name] ?? refusalOf('Not known', true));
        act(socket, request);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    requests,
    connections: () => connections,
    on: (name, act) => void (act ? acts.set(name, act) : acts.delete(name)),
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
