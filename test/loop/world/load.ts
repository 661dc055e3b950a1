import { setTimeout as delay } from 'node:timers/promises';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { endpointName } from '../../../domain/names.ts';
import { WORKLOAD, type World } from './world.ts';

export interface LoadResult {
  readonly answered: number;
  /** What the callers got who got no answer. */
  readonly failures: readonly string[];
}

const PAUSE_MS = 20;
const BODY = { texts: ['Great phone.'] };

/** Callers who ask all the time, through API Gateway and at the endpoint itself, until something has happened. */
export async function underLoad<T>(world: World, work: () => Promise<T>): Promise<{ value: T; load: LoadResult }> {
  const failures: string[] = [];
  let answered = 0;
  let isOver = false;
  const asking = async (ask: () => Promise<string | undefined>): Promise<void> => {
    while (!isOver) {
      const failure = await ask();
      if (failure === undefined) answered += 1;
      else failures.push(failure);
      await delay(PAUSE_MS);
    }
  };
  const callers = [asking(() => byApi(world)), asking(() => byApi(world)), asking(() => byEndpoint(world))];
  try {
    const value = await work();
    return { value, load: { answered, failures } };
  } finally {
    isOver = true;
    await Promise.all(callers);
  }
}

async function byApi(world: World): Promise<string | undefined> {
  const { status, body } = await world.callApi({ body: BODY });
  return status === 200 ? undefined : `API ${status}: ${JSON.stringify(body)}`;
}

async function byEndpoint({ root }: World): Promise<string | undefined> {
  try {
    await root.sageMakerRuntime.send(
      new InvokeEndpointCommand({
        EndpointName: endpointName('local', WORKLOAD),
        ContentType: 'application/json',
        Body: JSON.stringify(BODY),
      }),
    );
    return undefined;
  } catch (error) {
    return `endpoint: ${error instanceof Error ? `${error.name} ${error.message}` : String(error)}`;
  }
}
