import type { RunRecord } from '../../../domain/conclude/run-record.ts';
import { reconciles } from '../../../domain/prepare/counts.ts';
import { liveModel } from '../../loop/world/live-model.ts';
import { WORKLOAD } from '../../loop/world/world.ts';
import { type Inventory, takeInventory } from './inventory.ts';
import type { Site, Upload } from './site.ts';

/** What is otherwise than after a run that nothing went wrong in, in sentences. */
export async function differences(site: Site, before: Inventory, upload: Upload, run: RunRecord): Promise<string[]> {
  const { world } = site;
  const [after, { live, endpoint, consistent }, lease, record, deadLetters] = await Promise.all([
    takeInventory(world),
    liveModel(world),
    world.records.lease(WORKLOAD),
    world.records.upload(WORKLOAD, upload.uploadId),
    site.deadLetters(),
  ]);
  const found: string[] = [];
  const expect = (holds: boolean, what: string): void => {
    if (!holds) found.push(what);
  };
  const grown = (of: 'datasetVersions' | 'packages' | 'models' | 'endpointConfigs', what: string): void => {
    const more = after[of].filter((name) => !before[of].includes(name));
    expect(more.length === 1, `${more.length} new ${what} instead of 1: ${more.join(', ')}`);
  };
  grown('datasetVersions', 'dataset versions');
  grown('packages', 'model packages');
  grown('models', 'models');
  grown('endpointConfigs', 'endpoint configurations');

  for (const { name } of run.candidates ?? []) {
    const jobs = [...after.trainingJobs].filter(([job]) => job.startsWith(`${WORKLOAD}-${run.runId}-t-${name}`));
    const completed = jobs.filter(([, status]) => status === 'Completed');
    expect(completed.length === 1, `${completed.length} completed trainings of ${name}: ${JSON.stringify(jobs)}`);
  }
  const unfinished = [...after.trainingJobs, ...after.processingJobs].filter(
    ([, status]) => status === 'InProgress' || status === 'Stopping',
  );
  expect(unfinished.length === 0, `jobs go on: ${JSON.stringify(unfinished)}`);

  expect(record?.status === 'admitted', `the upload is ${record?.status ?? 'not recorded'}`);
  expect(
    run.dataset !== undefined && reconciles(run.dataset),
    `the counts do not add up: ${JSON.stringify(run.dataset)}`,
  );
  expect(lease?.holder === undefined, `the lease is held by ${lease?.holder}`);
  expect(lease?.rerunRequested !== true, 'another run is owed');
  expect(live?.runId === run.runId, `live is run ${live?.runId} instead of ${run.runId}`);
  expect(endpoint?.configuration === live?.endpointConfigName, `the endpoint serves ${endpoint?.configuration}`);
  expect(
    endpoint?.status === 'InService' && consistent,
    `the endpoint is ${endpoint?.status}, status says ${consistent}`,
  );
  expect(deadLetters === 0, `${deadLetters} messages in a dead-letter queue`);
  return found;
}
