import { STATE_MACHINE } from '../../lambdas/memory/world.ts';

export type MachineName = 'retrain' | 'rollout';

/** Names of the simulated account's resources. */
export const machineArn = (name: MachineName): string => STATE_MACHINE.replace(/retrain$/, name);
/** Executions of `retrain` go by their names, as in the tests of single stages. */
export const executionArn = (machine: MachineName, name: string): string =>
  machine === 'retrain' ? name : `${machine}:${name}`;
export const functionArn = (stage: string): string => `arn:aws:lambda:us-east-1:000000000000:function:${stage}`;

/** Stage of a function's ARN. */
export const stageOfArn = (arn: string): string | undefined => /:function:([\w-]+)$/.exec(arn)?.[1];
