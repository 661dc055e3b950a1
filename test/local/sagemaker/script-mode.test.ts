import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { CreateTrainingJobCommand, DescribeTrainingJobCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { evaluate } from '../../../containers/processing/evaluate/evaluate.ts';
import type { Plan } from '../../../domain/lease/plan.ts';
import { lakeKey } from '../../../domain/names.ts';
import { type TrainingPlaces, trainingJobs } from '../../../domain/train/jobs.ts';
import { deployedWorkloadSchema } from '../../../domain/workload/deployed.ts';
import { csv, planOf, prepareUploads, WORKLOAD } from '../../containers/processing/prepare-fixture.ts';
import { PYTHON } from '../../containers/processing/trained.ts';
import { ROLE } from './cloud.ts';
import { PlaneUnderTest, until } from './plane-under-test.ts';

jest.setTimeout(60_000);

const SCRIPT = join(import.meta.dirname, 'script');
const IMAGE = '763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.6.0-cpu';
const reviews: { text: string; class: number }[] = createRequire(import.meta.url)(
  'sentiment/test/fixtures/amazon.json',
);

const candidate = (name: string, C: string) => ({
  name,
  family: 'script',
  image: IMAGE,
  directory: 'trainers/words',
  hyperparameters: { C },
  metricDefinitions: [{ Name: 'validation:accuracy', Regex: 'validation accuracy: ([0-9.]+)' }],
});

/** Of a run with two candidates, of which one hardly learns. */
function planOfScripts(): Plan {
  const plan = planOf(['amazon.csv']);
  const sources = { uri: 's3://assets/words.zip', sha256: 'a'.repeat(64) };
  return {
    ...plan,
    deployed: deployedWorkloadSchema.parse({
      ...plan.deployed,
      config: { ...WORKLOAD, candidates: [candidate('timid', '0.000001'), candidate('bold', '3')] },
      images: { training: { timid: IMAGE, bold: IMAGE }, inference: 'repository:tag' },
      sources: { timid: sources, bold: sources },
    }),
  };
}

const PLACES: TrainingPlaces = {
  datasetVersion: 1,
  trainUri: 's3://lake/train/',
  validationUri: 's3://lake/validation/',
  baseUri: (name) => `s3://artifacts/bases/${name}/`,
  outputUri: 's3://artifacts/run/train',
  checkpointUri: (name) => `s3://artifacts/run/checkpoints/${name}/`,
};

let room: string;
let plane: PlaneUnderTest;

/** A repository whose local environment says what stands for images. */
const writeEnvironment = (prebuiltImages: Record<string, string>): Promise<void> =>
  writeFile(
    join(room, 'repository/config/environments/local.ts'),
    `export default ${JSON.stringify({ prebuiltImages })};\n`,
  );

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'script-mode-'));
  await mkdir(join(room, 'repository/config/environments'), { recursive: true });
  await writeEnvironment({ '*/pytorch-training:*': resolve(dirname(PYTHON), '..') });
  plane = await PlaneUnderTest.start({}, join(room, 'repository'));
  const zip = join(room, 'words.zip');
  await promisify(execFile)(PYTHON, [
    '-m',
    'zipfile',
    '-c',
    zip,
    join(SCRIPT, 'train.py'),
    join(SCRIPT, 'artifact.py'),
  ]);
  plane.cloud.objects.set('assets/words.zip', await readFile(zip));
});
afterAll(async () => {
  await plane.dispose();
  await rm(room, { recursive: true, force: true });
});

/** Runs a training job of the plan as the state machine asks for it; the job at its end. */
async function runJob(job: ReturnType<typeof trainingJobs>[number], image = IMAGE) {
  const TrainingJobName = job.offers[0]?.jobName ?? '';
  await plane.sagemaker.send(
    new CreateTrainingJobCommand({
      TrainingJobName,
      RoleArn: ROLE,
      AlgorithmSpecification: { ...job.algorithm, TrainingImage: image },
      HyperParameters: job.hyperparameters,
      InputDataConfig: job.channels,
      OutputDataConfig: { S3OutputPath: job.outputUri },
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 5 },
      StoppingCondition: { MaxRuntimeInSeconds: 60 },
      CheckpointConfig: { S3Uri: job.checkpointUri },
      EnableNetworkIsolation: true,
    }),
  );
  return until(
    () => plane.sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName })),
    ({ TrainingJobStatus = '' }) => ['Completed', 'Failed', 'Stopped'].includes(TrainingJobStatus),
    50_000,
  );
}

describe('a script in a prebuilt image', () => {
  it('trains a model by its sources alone, which the evaluation measures and selects', async () => {
    const rows = reviews.map((one) => ({ text: one.text, label: String(one.class) }));
    const { summary, objects } = await prepareUploads([{ name: 'amazon.csv', content: csv(rows) }]);
    if (summary.outcome !== 'prepared') throw new Error('the fixture was refused');
    for (const split of ['train', 'validation', 'test']) {
      const bytes = objects.objects.get(`lake/${lakeKey.split('reviews', 1, split)}part-0.parquet`)?.bytes ?? '';
      plane.cloud.objects.set(`lake/${split}/part-0.parquet`, Buffer.from(bytes));
      const folder = join(room, 'dataset', `split=${split}`);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'part-0.parquet'), bytes);
    }
    const plan = planOfScripts();
    const jobs = trainingJobs(plan, PLACES);

    const ended = await Promise.all(jobs.map((job) => runJob(job)));
    const results = jobs.map(({ candidate: name, family, offers }) => {
      const jobName = offers[0]?.jobName ?? '';
      const key = `run/train/${jobName}/output/model.tar.gz`;
      objects.set({ bucket: 'artifacts', key }, plane.cloud.objects.get(`artifacts/${key}`) ?? '');
      return { status: 'trained' as const, candidate: name, family, jobName, artifactUri: `s3://artifacts/${key}` };
    });
    const { report } = await evaluate({
      plan,
      manifest: summary.manifest,
      results: { schemaVersion: 1, results },
      datasetDirectory: join(room, 'dataset'),
      workDirectory: join(room, 'work'),
      ensemble: { directory: join(room, 'ensemble'), uri: 's3://artifacts/ensemble' },
      objects,
      lakeBucket: 'lake',
      now: () => new Date(0),
    });

    expect(ended.map(({ TrainingJobStatus, FailureReason }) => [TrainingJobStatus, FailureReason])).toEqual([
      ['Completed', undefined],
      ['Completed', undefined],
    ]);
    const logged = ended[1]?.FinalMetricDataList?.find(({ MetricName }) => MetricName === 'validation:accuracy');
    expect(report.candidates.map(({ name, status }) => [name, status])).toEqual([
      ['timid', 'evaluated'],
      ['bold', 'evaluated'],
    ]);
    expect(report.selected).toBe('bold');
    expect(report.challenger.test.accuracy).toBeGreaterThan(0.7);
    // What it measured itself is what the platform makes of its texts.
    const [, bold] = report.candidates;
    if (bold?.status !== 'evaluated') throw new Error('it was not evaluated');
    expect(bold.validation.accuracy).toBeCloseTo(logged?.Value ?? 0, 2);
  });

  it('fails with its exit code where its sources are not what they should be', async () => {
    plane.cloud.objects.set('assets/words.zip', Buffer.from('no zip'));
    plane.cloud.objects.set('lake/train/part-0.parquet', Buffer.from('rows'));
    plane.cloud.objects.set('lake/validation/part-0.parquet', Buffer.from('rows'));
    const [job] = trainingJobs({ ...planOfScripts(), resumption: 1 }, PLACES);
    if (job === undefined) throw new Error('the plan has a candidate');

    const { TrainingJobStatus, FailureReason } = await runJob(job);

    expect([TrainingJobStatus, FailureReason]).toEqual([
      'Failed',
      expect.stringMatching(/^AlgorithmError: .*exit code: 1$/),
    ]);
  });

  it('is refused, before anything starts, where nothing stands for its image', async () => {
    const [job] = trainingJobs({ ...planOfScripts(), resumption: 2 }, PLACES);
    if (job === undefined) throw new Error('the plan has a candidate');

    await expect(runJob(job, IMAGE.replace('pytorch', 'tensorflow'))).rejects.toThrow(
      /Cannot use the image .*tensorflow.*no prebuiltImages of the local environment stand for it/,
    );
  });
});
