import { ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeEndpointCommand,
  DescribeModelPackageCommand,
  DescribeTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { endpointName, jobName } from '../../../domain/names.ts';
import type { RunAnswer } from '../world/answers.ts';
import { evaluationOf } from '../world/dataset.ts';
import { AMAZON_AND_IMDB } from '../world/files.ts';
import { WORKLOAD, type World } from '../world/world.ts';

export function firstModel(world: World): void {
  describe('the first upload', () => {
    let run: RunAnswer;

    beforeAll(async () => {
      run = await world.upload(world.files.reviews('amazon-imdb.csv', AMAZON_AND_IMDB));
    });

    it('becomes a live model that beats the baseline, from two candidates with metrics', () => {
      expect(run).toMatchObject({ outcome: 'deployed', champion: 'baseline', decision: { verdict: 'promote' } });
      expect(run.candidates.map(({ family }) => family)).toEqual(['linear', 'linear']);
      for (const { metrics } of run.candidates) expect(metrics?.accuracy).toBeGreaterThan(0.7);
      expect(run.decision?.interval[0]).toBeGreaterThan(0);
    });

    it('is accounted for, row by row', () => {
      expect(run.dataset).toMatchObject({ received: AMAZON_AND_IMDB.length, quarantined: 0 });
      expect(run.dataset?.received).toBe((run.dataset?.accepted ?? 0) + (run.dataset?.duplicates ?? 0));
    });

    it('is approved in the registry and served by the configuration that the release names', async () => {
      const record = await world.records.run(WORKLOAD, run.runId);
      const release = await world.records.release(WORKLOAD);
      const [modelPackage, endpoint] = await Promise.all([
        world.root.sageMaker.send(new DescribeModelPackageCommand({ ModelPackageName: record?.packageArn })),
        world.root.sageMaker.send(new DescribeEndpointCommand({ EndpointName: endpointName('local', WORKLOAD) })),
      ]);

      expect(modelPackage.ModelApprovalStatus).toBe('Approved');
      expect(release?.live).toMatchObject({ packageArn: record?.packageArn, runId: run.runId });
      expect(endpoint).toMatchObject({
        EndpointStatus: 'InService',
        EndpointConfigName: release?.live.endpointConfigName,
      });
    });

    it('has the metrics of its trainings with the jobs, in CloudWatch and in the report', async () => {
      const TrainingJobName = jobName.train(WORKLOAD, run.runId, 'bigram');
      const job = await world.root.sageMaker.send(new DescribeTrainingJobCommand({ TrainingJobName }));
      const { Metrics } = await world.root.cloudWatch.send(
        new ListMetricsCommand({
          Namespace: '/aws/sagemaker/TrainingJobs',
          Dimensions: [{ Name: 'TrainingJobName', Value: TrainingJobName }],
        }),
      );
      const final = new Map(job.FinalMetricDataList?.map(({ MetricName, Value }) => [MetricName, Value]));
      const bigram = (await evaluationOf(world, run.runId)).candidates.find(({ name }) => name === 'bigram');

      const defined = job.AlgorithmSpecification?.MetricDefinitions?.map(({ Name }) => Name).sort();
      expect([...final.keys()].sort()).toEqual(defined);
      expect(Metrics?.map(({ MetricName }) => MetricName).sort()).toEqual(defined);
      expect(bigram).toMatchObject({ training: { status: 'read', validation: [{ loss: expect.any(Number) }] } });
      expect(run.candidates.find(({ name }) => name === 'bigram')?.metrics?.accuracy).toBeCloseTo(
        final.get('validation:accuracy') ?? 0,
        2,
      );
    });

    it('is news', async () => {
      await world.news.saying(run.runId, 'version 1 is live');
    });

    it('shows in the status, with nothing left to do', async () => {
      expect(await world.status()).toMatchObject({
        live: { packageVersion: 1, runId: run.runId },
        previous: null,
        consistent: true,
        activeRuns: [],
        pendingUploads: [],
        suspendedUploads: [],
      });
    });
  });
}
