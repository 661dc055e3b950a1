import {
  CreateTrainingJobCommand,
  DescribeTrainingJobCommand,
  type DescribeTrainingJobCommandOutput,
  ListTrainingJobsCommand,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from '@jest/globals';
import { kill } from '../kills/victims.ts';
import { until } from '../world/until.ts';
import type { World } from '../world/world.ts';

const THERE = 'ml.m5.large';
const NOT_THERE = 'ml.g5.xlarge';

/** Spot jobs in every state that lasts, and what the plane's death makes of them. */
export function killedSpotJobs(world: World): void {
  describe('spot jobs of a plane that is killed', () => {
    it('end typed at its next start, in whatever state they were, and the machines are as they were', async () => {
      const { sageMaker } = world.root;
      const { restarts } = await world.readRuntime();
      const capacity = ['local', 'capacity', NOT_THERE, 'none', '--purchase', 'spot'];
      expect((await world.trainyard(...capacity)).exitCode).toBe(0);
      await create(sageMaker, 'spot-waits', NOT_THERE);
      await create(sageMaker, 'spot-trains', THERE);
      await create(sageMaker, 'spot-away', THERE);
      await reaches(sageMaker, 'spot-trains', 'Training');
      await reaches(sageMaker, 'spot-away', 'Training');
      const taken = await world.trainyard('local', 'interrupt', 'spot-away', '--no-notice', '--away', '600');
      expect(taken.exitCode).toBe(0);
      await reaches(sageMaker, 'spot-away', 'Interrupted');

      await kill(world, 'the plane', 'train', []);

      await until('the plane', async () => (await world.readRuntime()).restarts.length > restarts.length || undefined);
      for (const name of ['spot-waits', 'spot-trains', 'spot-away']) {
        const job = await until(`the end of ${name}`, async () => {
          const seen = await described(sageMaker, name).catch(() => undefined);
          return seen?.TrainingJobStatus === 'InProgress' ? undefined : seen;
        });
        expect(job).toMatchObject({ TrainingJobStatus: 'Failed', SecondaryStatus: 'Failed' });
        expect(job.FailureReason).toContain('RUNTIME_RESTARTED');
      }
      const { json } = await world.trainyard('local', 'capacity');
      expect(json).toMatchObject({
        capacity: [{ instanceType: NOT_THERE, purchase: 'spot', level: 'none' }],
      });
      expect((await world.trainyard('local', 'capacity', NOT_THERE, 'available')).exitCode).toBe(0);
    });
  });
}

/** A spot job like one that trained a candidate, which does nothing for a while. */
async function create(sageMaker: SageMakerClient, name: string, instanceType: typeof THERE | typeof NOT_THERE) {
  const { TrainingJobSummaries = [] } = await sageMaker.send(
    new ListTrainingJobsCommand({ StatusEquals: 'Completed' }),
  );
  const like = await described(sageMaker, TrainingJobSummaries[0]?.TrainingJobName ?? '');
  await sageMaker.send(
    new CreateTrainingJobCommand({
      TrainingJobName: name,
      RoleArn: like.RoleArn,
      AlgorithmSpecification: {
        TrainingInputMode: 'File',
        TrainingImage: like.AlgorithmSpecification?.TrainingImage,
        ContainerEntrypoint: ['sleep'],
        ContainerArguments: ['600'],
      },
      OutputDataConfig: like.OutputDataConfig,
      ResourceConfig: { InstanceType: instanceType, InstanceCount: 1, VolumeSizeInGB: 5 },
      EnableManagedSpotTraining: true,
      StoppingCondition: { MaxRuntimeInSeconds: 600, MaxWaitTimeInSeconds: 1_200 },
    }),
  );
}

const described = (sageMaker: SageMakerClient, name: string): Promise<DescribeTrainingJobCommandOutput> =>
  sageMaker.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));

const reaches = (sageMaker: SageMakerClient, name: string, status: string): Promise<true> =>
  until(`${name} in ${status}`, async () => {
    const { SecondaryStatusTransitions = [] } = await described(sageMaker, name);
    return SecondaryStatusTransitions.some(({ Status }) => Status === status) || undefined;
  });
