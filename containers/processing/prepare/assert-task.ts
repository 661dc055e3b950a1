import { PlatformError } from '../../../domain/errors.ts';
import { taskOf } from '../../../domain/evaluate/report.ts';
import { readManifest } from '../documents.ts';
import type { PrepareJob } from './prepare.ts';

/** Before anything is read or trained: what is live must answer the kind of question that the workload asks now. Throws `CONFIG_INVALID`. */
export async function assertTaskOfChampion({ plan, objects, lakeBucket }: PrepareJob): Promise<void> {
  const { champion, workload, deployed } = plan;
  if (champion === undefined) return;
  const manifest = await readManifest({ objects, bucket: lakeBucket, workload }, champion.datasetVersion);
  // The evaluation says so, when it needs it.
  if (manifest === undefined) return;
  const live = taskOf(manifest);
  const { task } = deployed.config;
  if (live === task) return;
  throw new PlatformError(
    'CONFIG_INVALID',
    `package ${champion.packageVersion} is live as a ${live} model, and the workload is ${task} now`,
    {
      next: 'Give texts of the other kind a workload of their own: callers of this one expect the answers that it gives.',
    },
  );
}
