import {
  DescribeStacksCommand,
  GetTemplateCommand,
  UpdateStackCommand,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { startTrainyard } from '../world/command-line.ts';
import { deployLog, STACKS } from '../world/deployments.ts';
import { liveModel } from '../world/live-model.ts';
import { killIfThere, processesNaming } from '../world/processes.ts';
import { until } from '../world/until.ts';
import type { World } from '../world/world.ts';

const SAMPLED = ['training'];
const KILLED = process.env.TRAINYARD_TEST_KILLS === 'all' ? STACKS : SAMPLED;

/** By what the log shows that the update of a stack has begun where it is over before its first event is read. */
const BEGUN: Readonly<Record<string, string>> = { registry: ': creating CloudFormation changeset' };

/** The CDK synthesizes for as long as this where much else is done. */
const LIMIT_SECONDS = 200;

const templateSchema = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});
type Template = z.infer<typeof templateSchema>;

/** On a runtime with a live model; leaves it as it was. */
export function killedUpdates(world: World): void {
  describe(`updates of a deployment killed in ${KILLED.length} of ${STACKS.length} stacks (TRAINYARD_TEST_KILLS=all for each)`, () => {
    it.each(KILLED)(
      'row 29: killed in the update of %s, the next one brings what it should, and what is live serves on',
      async (stack) => {
        const name = `trainyard-local-${stack}`;
        const template = await templateOf(world, name);
        const { live } = await liveModel(world);
        await deployOlder(world, name, template);
        const before = deployLog(world).length;
        const deploying = startTrainyard(world.stateDirectory, ['deploy']);
        const isIn = new RegExp(`${name}${BEGUN[stack] ?? / .*UPDATE_IN_PROGRESS/.source}`);
        await until(
          `the update of ${stack}`,
          () => (isIn.test(deployLog(world).slice(before)) ? true : undefined),
          LIMIT_SECONDS,
        );

        deploying.kill('SIGKILL');
        for (const { pid } of processesNaming(world.stateDirectory, 'cdk', 'deploy')) killIfThere(pid);
        await deploying.ended;

        await until(
          'a deployment that works',
          // A stack that is still being updated cannot be updated yet.
          async () => ((await world.trainyard('deploy')).exitCode === 0 ? true : undefined),
          LIMIT_SECONDS,
        );
        expect(await templateOf(world, name)).toEqual(template);
        const { Stacks = [] } = await world.aws.cloudFormation.send(new DescribeStacksCommand({}));
        const statuses = Stacks.map(({ StackStatus }) => StackStatus);
        expect(statuses.filter((status) => !/^(CREATE|UPDATE)_COMPLETE$/.test(status ?? ''))).toEqual([]);
        expect(await liveModel(world)).toMatchObject({
          live: { runId: live?.runId },
          consistent: true,
          endpoint: { status: 'InService' },
        });
      },
      // Three deployments, one after the other.
      3 * LIMIT_SECONDS * 1000,
    );
  });
}

async function templateOf({ aws }: World, StackName: string): Promise<Template> {
  const { TemplateBody = '' } = await aws.cloudFormation.send(new GetTemplateCommand({ StackName }));
  return templateSchema.parse(JSON.parse(TemplateBody));
}

/**
 * The stack as an older version of the app might have had it: whatever has a description has another one, and a package
 * group, which has none that could be updated, has other tags.
 */
async function deployOlder({ aws, platform }: World, StackName: string, template: Template): Promise<void> {
  const Resources = Object.fromEntries(
    Object.entries(template.Resources).map(([id, resource]) => {
      const { Description } = resource.Properties;
      const older = {
        ...(typeof Description === 'string' && { Description: `${Description}, as it was` }),
        ...(resource.Type === 'AWS::SageMaker::ModelPackageGroup' && {
          Tags: [{ Key: 'application', Value: 'as it was' }],
        }),
      };
      return [id, { ...resource, Properties: { ...resource.Properties, ...older } }];
    }),
  );
  // As the CDK does: a template of this size has to lie in a bucket.
  const place = { Bucket: platform.artifactsBucket, Key: `${StackName}.json` };
  const Body = JSON.stringify({ ...template, Description: 'As it was', Resources });
  await aws.s3.send(new PutObjectCommand({ ...place, Body }));
  await aws.cloudFormation.send(
    new UpdateStackCommand({
      StackName,
      TemplateURL: `https://s3.us-east-1.amazonaws.com/${place.Bucket}/${place.Key}`,
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
    }),
  );
  await waitUntilStackUpdateComplete({ client: aws.cloudFormation, maxWaitTime: 60, minDelay: 1 }, { StackName });
}
