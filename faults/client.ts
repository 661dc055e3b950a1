import type { Fault } from '../domain/faults/fault.ts';
import { callName, pointName } from '../domain/faults/points.ts';
import { brokenConnection, refusalOf } from './aws-errors.ts';
import { currentComponent } from './component.ts';
import { withFault } from './effect.ts';
import { faultsFolder, passPoint } from './folder.ts';
import { silentServer } from './silent-server.ts';

interface CallContext {
  readonly clientName?: string;
  readonly commandName?: string;
}

type Send<Attempt, Answer> = (attempt: Attempt) => Promise<Answer>;

/** What the faults need of a client of the AWS SDK. */
export interface FaultableClient {
  readonly middlewareStack: {
    addRelativeTo(
      middleware: <Attempt extends { readonly request: unknown }, Answer>(
        next: Send<Attempt, Answer>,
        context: CallContext,
      ) => Send<Attempt, Answer>,
      place: { readonly name: string; readonly relation: 'after'; readonly toMiddleware: string },
    ): void;
  };
}

/** The client itself; where faults are wanted, each of its calls passes `<component>/<Service>.<Operation>`. */
export function faultable<Client extends FaultableClient>(client: Client): Client {
  const folder = faultsFolder();
  if (folder === undefined) return client;
  client.middlewareStack.addRelativeTo(
    (next, { clientName = '', commandName = '' }) => {
      const service = clientName.replace(/Client$/, '');
      let call: { readonly fault: Fault | undefined } | undefined;
      let attempts = 0;
      return (attempt) => {
        // This function is one call's own: a call passes its point once, however often it is tried.
        call ??= { fault: passPoint(folder, pointName(currentComponent(), callName(clientName, commandName))) };
        attempts += 1;
        return withFault(ofAttempt(call.fault, attempts), () => next(attempt), {
          refused: (fault) => refusalOf(service, fault),
          lost: () => brokenConnection(),
          hang: async () => next({ ...attempt, request: await silentServer(attempt.request) }),
        });
      };
    },
    // Inside the retries, so that the client meets the fault as it would the service's.
    { name: 'faults', relation: 'after', toMiddleware: 'retryMiddleware' },
  );
  return client;
}

/** A call that is refused stays refused; anything else happens to its first attempt. */
function ofAttempt(fault: Fault | undefined, attempt: number): Fault | undefined {
  const lasts = fault === 'throttled' || fault === 'server-error' || fault === 'access-denied';
  return lasts || attempt === 1 ? fault : undefined;
}
