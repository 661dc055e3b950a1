import { DescribeModelPackageCommand } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from '@jest/globals';
import { POISON } from '../world/files.ts';
import { liveModel } from '../world/live-model.ts';
import { WORKLOAD, type World } from '../world/world.ts';

export function poisonedUpload(world: World): void {
  describe('a poisoned upload', () => {
    let uploadId = '';

    it('is refused for the harm that it does, suspended, and leaves the live model as it was', async () => {
      const before = await liveModel(world);

      const run = await world.upload(world.files.reviews('poisoned.csv', POISON));

      expect(run).toMatchObject({
        outcome: 'rejected',
        exitCode: 3,
        decision: { verdict: 'reject', suspendUploads: true },
        error: { code: 'GATE_REFUSED' },
      });
      expect(await liveModel(world)).toEqual(before);
      const { suspendedUploads } = await world.status();
      expect(suspendedUploads).toHaveLength(1);
      uploadId = suspendedUploads[0] ?? '';
      expect((await world.records.upload(WORKLOAD, uploadId))?.key).toContain('poisoned.csv');
      const record = await world.records.run(WORKLOAD, run.runId);
      const refused = await world.root.sageMaker.send(
        new DescribeModelPackageCommand({ ModelPackageName: record?.packageArn }),
      );
      expect(refused.ModelApprovalStatus).toBe('Rejected');
      expect(refused.ApprovalDescription).toContain('The gate refused it');
    });

    it('can be released by a person', async () => {
      const { exitCode, json } = await world.trainyard('uploads', 'release', WORKLOAD, uploadId, '--reason', 'a try');

      expect({ exitCode, json }).toMatchObject({ exitCode: 0, json: { status: 'admitted' } });
      expect((await world.status()).suspendedUploads).toEqual([]);
    });

    it('can be excluded by a person', async () => {
      const { exitCode, json } = await world.trainyard('uploads', 'exclude', WORKLOAD, uploadId, '--reason', 'poison');

      expect({ exitCode, json }).toMatchObject({ exitCode: 0, json: { status: 'excluded' } });
      expect(await world.records.upload(WORKLOAD, uploadId)).toMatchObject({ status: 'excluded', reason: 'poison' });
    });
  });
}
