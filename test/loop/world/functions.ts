import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  paginateListFunctions,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { until } from './until.ts';
import type { World } from './world.ts';

/** Name of the function of a stage. */
export async function functionOf({ root }: World, stage: string): Promise<string> {
  const word = `${stage[0]?.toUpperCase()}${stage.slice(1)}Function`;
  for await (const { Functions = [] } of paginateListFunctions({ client: root.lambda }, {})) {
    const found = Functions.find(({ FunctionName }) => FunctionName?.includes(word));
    if (found?.FunctionName !== undefined) return found.FunctionName;
  }
  throw new Error(`there is no function of the stage ${stage}`);
}

/** What the schedule does every five minutes. */
export async function keepOnce(world: World): Promise<void> {
  const FunctionName = await functionOf(world, 'keep');
  const Payload = JSON.stringify({ 'detail-type': 'Scheduled Event' });
  const answer = await world.root.lambda.send(new InvokeCommand({ FunctionName, Payload }));
  if (answer.FunctionError !== undefined) throw new Error(`keep: ${answer.Payload?.transformToString()}`);
}

/** Lets the next call of a stage's function begin in a new process, which remembers nothing. */
export async function renewFunction(world: World, stage: string): Promise<void> {
  const FunctionName = await functionOf(world, stage);
  const { lambda } = world.root;
  const { MemorySize } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, MemorySize }));
}

/** ARN of the role that the function of a stage acts as. */
export async function roleOfFunction(world: World, stage: string): Promise<string> {
  const FunctionName = await functionOf(world, stage);
  const { Configuration } = await world.root.lambda.send(new GetFunctionCommand({ FunctionName }));
  return Configuration?.Role ?? '';
}

/** The first line in the log of a stage's function that says all of these words. */
export async function logLine(world: World, stage: string, ...words: readonly string[]): Promise<string> {
  const FunctionName = await functionOf(world, stage);
  const { Configuration } = await world.root.lambda.send(new GetFunctionCommand({ FunctionName }));
  const logGroupName = Configuration?.LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`;
  return until(`a line of ${logGroupName} that says ${words.join(' and ')}`, async () => {
    const { events = [] } = await world.root.logs.send(new FilterLogEventsCommand({ logGroupName }));
    return events.map(({ message = '' }) => message).find((line) => words.every((word) => line.includes(word)));
  });
}
