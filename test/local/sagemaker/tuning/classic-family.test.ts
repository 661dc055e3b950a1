import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateHyperParameterTuningJobCommand,
  DescribeHyperParameterTuningJobCommand,
  ListTrainingJobsForHyperParameterTuningJobCommand,
} from '@aws-sdk/client-sagemaker';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { stageTrainingImage } from '../../../../containers/training/build.ts';
import { labelledTexts } from '../../../containers/inference/texts.ts';
import { PlaneUnderTest, until } from '../plane-under-test.ts';
import { definition, tuningJob } from './tuning-requests.ts';

// Each trial starts Python with scikit-learn.
jest.setTimeout(150_000);

const TAG = 'c1a551c0';
const IMAGE = `000000000000.dkr.ecr.us-east-1.amazonaws.com/assets:${TAG}`;

let plane: PlaneUnderTest;
beforeAll(async () => {
  plane = await PlaneUnderTest.start({ PLANE_CONCURRENT_JOBS: '2' });
  const assembly = join(plane.directory, 'cdk.out');
  await mkdir(join(assembly, `asset.${TAG}`), { recursive: true });
  stageTrainingImage({ image: 'classic', outputDirectory: join(assembly, `asset.${TAG}`) });
  const destinations = { current: { repositoryName: 'assets', imageTag: TAG } };
  const dockerImages = { [TAG]: { source: { directory: `asset.${TAG}` }, destinations } };
  await writeFile(
    join(assembly, 'training.assets.json'),
    JSON.stringify({ version: '36.0.0', files: {}, dockerImages }),
  );
  await putRows('train', 0, 400);
  await putRows('validation', 400, 200);
});
afterAll(() => plane.dispose());

/** Sentences about products, as a prepared split has them. */
async function putRows(split: string, from: number, count: number): Promise<void> {
  const rows = labelledTexts('amazon').slice(from, from + count);
  const [json, parquet] = [join(plane.directory, `${split}.json`), join(plane.directory, `${split}.parquet`)];
  await writeFile(json, JSON.stringify(rows.map((row, at) => ({ row_id: String(at), ...row }))));
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(`COPY (SELECT * FROM read_json('${json}')) TO '${parquet}' (FORMAT parquet)`);
  connection.closeSync();
  await plane.cloud.as().upload(parquet, 'lake', `${split}/part-0.parquet`);
}

const channel = (ChannelName: string) => ({
  ChannelName,
  DataSource: { S3DataSource: { S3DataType: 'S3Prefix' as const, S3Uri: `s3://lake/${ChannelName}/` } },
});

it('a tuning job searches the linear family, whose trials log their objective and leave models', async () => {
  const metric = 'validation:accuracy';
  await plane.sagemaker.send(
    new CreateHyperParameterTuningJobCommand(
      tuningJob(
        'linear',
        {
          HyperParameterTuningJobObjective: { Type: 'Maximize', MetricName: metric },
          ParameterRanges: {
            ContinuousParameterRanges: [{ Name: 'c', MinValue: '0.0001', MaxValue: '10', ScalingType: 'Logarithmic' }],
            CategoricalParameterRanges: [{ Name: 'class_weight', Values: ['"none"', '"balanced"'] }],
          },
          ResourceLimits: { MaxNumberOfTrainingJobs: 3, MaxParallelTrainingJobs: 2 },
        },
        {
          TrainingJobDefinition: definition({
            AlgorithmSpecification: {
              TrainingImage: IMAGE,
              TrainingInputMode: 'File',
              MetricDefinitions: [{ Name: metric, Regex: `${metric}=([-+.0-9e]+);` }],
            },
            StaticHyperParameters: { family: '"linear"', candidate: '"tuned"', labels: '["negative", "positive"]' },
            InputDataConfig: [channel('train'), channel('validation')],
            Environment: {},
          }),
        },
      ),
    ),
  );
  const job = await until(
    () => plane.sagemaker.send(new DescribeHyperParameterTuningJobCommand({ HyperParameterTuningJobName: 'linear' })),
    ({ HyperParameterTuningJobStatus: status }) => status === 'Completed' || status === 'Failed',
    120_000,
  );
  const { TrainingJobSummaries: trials = [] } = await plane.sagemaker.send(
    new ListTrainingJobsForHyperParameterTuningJobCommand({ HyperParameterTuningJobName: 'linear' }),
  );

  expect(trials.map((trial) => trial.FailureReason)).toEqual([undefined, undefined, undefined]);
  expect(job).toMatchObject({ HyperParameterTuningJobStatus: 'Completed', ObjectiveStatusCounters: { Succeeded: 3 } });
  expect(job.BestTrainingJob?.FinalHyperParameterTuningJobObjectiveMetric?.Value).toBeGreaterThan(0.6);
  for (const { TrainingJobName } of trials) {
    expect(plane.cloud.objects.has(`artifacts/tuned/${TrainingJobName}/output/model.tar.gz`)).toBe(true);
  }
});
