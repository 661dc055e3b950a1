import { DescribeTrainingJobCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jobName } from '../../../domain/names.ts';
import { tuningReportSchema } from '../../../domain/tune/report.ts';
import { type DeployedWorkload, deployedWorkloadSchema } from '../../../domain/workload/deployed.ts';
import type { CommandEnd } from '../world/command-line.ts';
import { deployedWorkload, redeployWorkload, withOpenGate } from '../world/configuration.ts';
import { type FollowedRun, WORKLOAD, type World } from '../world/world.ts';

/** One candidate has ranges, the other one is trained beside its trials. */
function tuned(deployed: DeployedWorkload): DeployedWorkload {
  const [first, ...others] = deployed.config.candidates;
  const ranges = { C: { min: 0.01, max: 10, scale: 'logarithmic' }, classWeight: ['none', 'balanced'] };
  return deployedWorkloadSchema.parse({
    ...deployed,
    config: {
      ...deployed.config,
      candidates: [{ ...first, ranges }, ...others],
      tune: { trials: 3, parallelTrials: 2 },
    },
  });
}

export function tunedCandidate(world: World): void {
  describe('a candidate with ranges', () => {
    let before: DeployedWorkload;
    let run: FollowedRun;
    let shown: CommandEnd;

    beforeAll(async () => {
      before = await deployedWorkload(world);
      await redeployWorkload(world, withOpenGate(tuned(before)));
      const { runId } = await world.start();
      run = await world.watch(runId);
      shown = await world.trainyard('run', runId);
    });
    afterAll(() => redeployWorkload(world, before));

    it('is the best of its trials, which are training jobs of one tuning job', async () => {
      const { tuning } = (await world.records.run(WORKLOAD, run.runId)) ?? {};

      expect(run).toMatchObject({ outcome: 'deployed', exitCode: 0 });
      expect(tuning).toMatchObject({ jobName: jobName.tune(WORKLOAD, run.runId), trials: 3, succeeded: 3 });
      const best = tuning?.best[0];
      const job = await world.root.sageMaker.send(new DescribeTrainingJobCommand({ TrainingJobName: best?.jobName }));
      expect(job).toMatchObject({ TrainingJobStatus: 'Completed', HyperParameters: best?.hyperparameters });
      expect(job.TuningJobArn).toContain(`hyper-parameter-tuning-job/${tuning?.jobName}`);
    });

    it('shows every trial, and what each cost', async () => {
      const { trials } = tuningReportSchema.parse(Object(shown.json).tuning);
      const record = await world.records.run(WORKLOAD, run.runId);

      expect(trials.map(({ objective = 0 }) => objective > 0.5)).toEqual([true, true, true]);
      expect(record?.usage?.map((job) => job.jobName)).toEqual(
        expect.arrayContaining(trials.map((trial) => trial.jobName)),
      );
    });
  });
}
