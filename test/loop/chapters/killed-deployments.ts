import { globSync } from 'node:fs';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { ListModelPackageGroupsCommand } from '@aws-sdk/client-sagemaker';
import { ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { startTrainyard } from '../world/command-line.ts';
import { deployLog, STACKS } from '../world/deployments.ts';
import { killIfThere, processesNaming } from '../world/processes.ts';
import { until } from '../world/until.ts';
import type { World } from '../world/world.ts';

/** What says that a deployment has come to a phase: its log since it began, or the assets that it has published. */
const logged =
  (line: RegExp) =>
  (log: string): boolean =>
    line.test(log);
const PHASES: readonly (readonly [string, (log: string, world: World) => boolean])[] = [
  ['bootstrap', logged(/CDKToolkit.*CREATE_IN_PROGRESS/)],
  ['assets', (_, world) => publishedAssets(world) > 0],
  ...STACKS.map((stack) => [stack, logged(new RegExp(`trainyard-local-${stack} .*CREATE_IN_PROGRESS`))] as const),
];
const SAMPLED = ['bootstrap', 'training'];
const KILLED = process.env.TRAINYARD_TEST_KILLS === 'all' ? PHASES : PHASES.filter(([name]) => SAMPLED.includes(name));

/** The CDK synthesizes for as long as this where much else is done. */
const LIMIT_SECONDS = 200;

const destroyAnswer = z.object({
  leftOver: z.array(z.object({ stack: z.string(), type: z.string(), id: z.string() })),
});

/** On a runtime that nothing was deployed to; leaves it as empty. */
export function killedDeployments(world: World): void {
  describe(`deployments killed in ${KILLED.length} of ${PHASES.length} phases (TRAINYARD_TEST_KILLS=all for each)`, () => {
    it.each(KILLED)(
      'row 29: killed in %s and destroyed, it leaves only what it says, and can be deployed again',
      async (phase, isIn) => {
        const before = deployLog(world).length;
        const deploying = startTrainyard(world.stateDirectory, ['deploy']);
        await until(
          `the deployment to be in ${phase}`,
          () => (isIn(deployLog(world).slice(before), world) ? true : undefined),
          LIMIT_SECONDS,
        );

        deploying.kill('SIGKILL');
        for (const { pid } of processesNaming(world.stateDirectory, 'cdk', 'deploy')) killIfThere(pid);
        await deploying.ended;

        const { leftOver } = await until(
          'the destruction',
          async () => {
            const { exitCode, json } = await world.trainyard('destroy', '--yes');
            // A stack that is still being made cannot be destroyed yet.
            return exitCode === 0 ? destroyAnswer.parse(json) : undefined;
          },
          LIMIT_SECONDS,
        );
        for (const { type, id } of leftOver) await exists(world, type, id);
        expect(
          leftOver.map(({ stack }) => stack).filter((stack) => !['CDKToolkit', 'trainyard-local-api'].includes(stack)),
        ).toEqual([]);
        expect(await whatElseIsThere(world)).toEqual([]);
      },
    );
  });
}

function publishedAssets(world: World): number {
  return globSync('emulator/objects/*/cdk-*-assets-*/*', { cwd: world.stateDirectory }).length;
}

async function exists(world: World, type: string, id: string): Promise<void> {
  if (type === 'AWS::IAM::Role') await world.aws.iam.send(new GetRoleCommand({ RoleName: id }));
  else expect(['AWS::CloudFormation::Stack', 'AWS::ApiGateway::Account']).toContain(type);
}

/** Everything of the environment that costs something or could be in the way of the next deployment. */
async function whatElseIsThere({ aws }: World): Promise<string[]> {
  const [buckets, tables, functions, machines, queues, groups] = await Promise.all([
    aws.s3.send(new ListBucketsCommand({})),
    aws.dynamo.send(new ListTablesCommand({})),
    aws.lambda.send(new ListFunctionsCommand({})),
    aws.stepFunctions.send(new ListStateMachinesCommand({})),
    aws.sqs.send(new ListQueuesCommand({})),
    aws.sageMaker.send(new ListModelPackageGroupsCommand({})),
  ]);
  const names = [
    ...(buckets.Buckets ?? []).map(({ Name }) => Name),
    ...(tables.TableNames ?? []),
    ...(functions.Functions ?? []).map(({ FunctionName }) => FunctionName),
    ...(machines.stateMachines ?? []).map(({ name }) => name),
    ...(queues.QueueUrls ?? []),
    ...(groups.ModelPackageGroupSummaryList ?? []).map(({ ModelPackageGroupName }) => ModelPackageGroupName),
  ];
  return names.filter((name): name is string => name?.includes('trainyard-local') === true);
}
