import { DeleteFunctionConcurrencyCommand, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { DescribeModelPackageCommand } from '@aws-sdk/client-sagemaker';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { approvalRecordSchema } from '../../../domain/approve/approval-record.ts';
import { recordKey } from '../../../domain/records/keys.ts';
import { deployedWorkload, redeployWorkload, withOpenGate } from '../world/configuration.ts';
import { tellDecisions } from '../world/decision-events.ts';
import { freshReviews } from '../world/files.ts';
import { functionOf, keepOnce } from '../world/functions.ts';
import { liveModel } from '../world/live-model.ts';
import { approveInRegistry } from '../world/packages.ts';
import { until } from '../world/until.ts';
import { WORKLOAD, type World } from '../world/world.ts';

export function manualApproval(world: World): void {
  describe('a workload whose models a person approves', () => {
    beforeAll(async () => {
      await redeployWorkload(world, { ...withOpenGate(await deployedWorkload(world)), approval: 'manual' });
    });
    afterAll(async () => {
      await redeployWorkload(world, { ...(await deployedWorkload(world)), approval: 'auto' });
    });

    it('waits for the person, and ends as rejected when they say no', async () => {
      const before = await liveModel(world);
      const { runId } = await world.upload(world.files.reviews('to-reject.csv', freshReviews(20, 40)));
      await world.news.saying(runId, 'waits for your approval');
      const waiting = await world.watch(runId);

      const mistaken = await world.trainyard('approve', runId, '--reason', 'r', '--digest', `sha256:${'f'.repeat(64)}`);
      const { exitCode } = await world.trainyard('reject', runId, '--reason', 'not this week');

      expect(mistaken).toMatchObject({ exitCode: 2, json: { error: { code: 'APPROVAL_MISMATCH' } } });
      expect(waiting).toMatchObject({ outcome: 'awaiting-approval', exitCode: 0 });
      expect(exitCode).toBe(0);
      const rejected = await world.watch(runId);
      expect(rejected).toMatchObject({ outcome: 'rejected', exitCode: 3, error: { code: 'APPROVAL_REJECTED' } });
      expect(JSON.stringify(rejected.error)).toContain('not this week');
      expect(await liveModel(world)).toEqual(before);
    });

    it('row 13: keeps to the first decision, tells everybody else, and shows and mends what the registry says against it', async () => {
      const rejected = (await world.records.runs(WORKLOAD)).find(({ outcome }) => outcome === 'rejected');
      const { runId = '', packageArn, packageVersion } = rejected ?? {};
      const before = await liveModel(world);

      const late = await world.trainyard('approve', runId, '--reason', 'on second thoughts');
      await approveInRegistry(world, packageArn);
      await world.news.saying(runId, 'was set to Approved, but it is rejected; that stands', 'not this week');
      const { mismatches } = await world.status();
      const again = await world.trainyard('reject', runId, '--reason', 'as decided');

      expect(late).toMatchObject({ exitCode: 3, json: { error: { code: 'APPROVAL_DECIDED', why: 'not this week' } } });
      expect(mismatches).toMatchObject([
        { what: expect.stringContaining(`the registry says Approved of package ${packageVersion}`) },
      ]);
      expect(mismatches[0]?.next).toBe(`npx trainyard reject ${runId} --reason "…"`);
      expect(again.exitCode).toBe(0);
      expect((await world.status()).mismatches).toEqual([]);
      expect(await liveModel(world)).toEqual(before);
    });

    it('goes live when the person says yes', async () => {
      const { runId, outcome } = await world.upload(world.files.reviews('to-approve.csv', freshReviews(21, 40)));

      const { exitCode } = await world.trainyard('approve', runId, '--reason', 'looks right');

      expect({ outcome, exitCode }).toEqual({ outcome: 'awaiting-approval', exitCode: 0 });
      expect(await world.watch(runId)).toMatchObject({ outcome: 'deployed', exitCode: 0 });
      const { live, consistent, answer } = await liveModel(world);
      expect(live?.runId).toBe(runId);
      expect(consistent).toBe(true);
      expect(answer.model.package).toBe(String(live?.packageVersion));
    });

    it('row 31: goes live when the person says yes, though the event of it is lost', async () => {
      const { runId, outcome } = await world.upload(world.files.reviews('unheard.csv', freshReviews(26, 40)));
      const run = await world.records.run(WORKLOAD, runId);

      await tellDecisions(world, false);
      await approveInRegistry(world, run?.packageArn);
      await keepOnce(world);
      await tellDecisions(world, true);

      expect(outcome).toBe('awaiting-approval');
      expect(await world.watch(runId)).toMatchObject({ outcome: 'deployed', exitCode: 0 });
    });

    it('does not miss an approval that was given before anybody waited for it', async () => {
      const approve = await functionOf(world, 'approve');
      await world.root.lambda.send(
        new PutFunctionConcurrencyCommand({ FunctionName: approve, ReservedConcurrentExecutions: 0 }),
      );
      const { uploadId } = await world.store(world.files.reviews('early.csv', freshReviews(22, 40)));
      const {
        runId,
        packageArn,
        packageVersion = 0,
      } = await until('its model in the registry', async () => {
        const runs = await world.records.runs(WORKLOAD);
        return runs.find((run) => run.uploadIds.includes(uploadId) && run.packageArn !== undefined);
      });

      const { exitCode } = await world.trainyard('approve', runId, '--reason', 'early');
      await world.root.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: approve }));

      expect(exitCode).toBe(0);
      const ended = await until('the end of the run', async () => {
        const run = await world.records.run(WORKLOAD, runId);
        return run?.endedAt === undefined ? undefined : run;
      });
      expect(ended.outcome).toBe('deployed');
      const [decided, { Item: token }] = await Promise.all([
        world.root.sageMaker.send(new DescribeModelPackageCommand({ ModelPackageName: packageArn })),
        world.root.documents.send(
          new GetCommand({
            TableName: world.platform.recordsTable,
            Key: { workload: WORKLOAD, record: recordKey.approval(packageVersion) },
          }),
        ),
      ]);
      const waitedSince = Date.parse(approvalRecordSchema.parse(token).requestedAt);
      expect(decided.LastModifiedTime?.getTime()).toBeLessThan(waitedSince);
    });
  });
}
