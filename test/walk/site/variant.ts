import { DeleteEndpointCommand, DescribeEndpointCommand } from '@aws-sdk/client-sagemaker';
import { pointName } from '../../../domain/faults/points.ts';
import { endpointName } from '../../../domain/names.ts';
import { smallDataSchema } from '../../../domain/workload/small-data.ts';
import type { FaultsFolder } from '../../faults/faults-folder.ts';
import { deployedWorkload, redeployWorkload } from '../../loop/world/configuration.ts';
import { tellDecisions } from '../../loop/world/decision-events.ts';
import { until } from '../../loop/world/until.ts';
import { WORKLOAD, type World } from '../../loop/world/world.ts';

/**
 * Ways that a run can take: `plain`, from the upload straight to the release, prepared and evaluated by the function for small data; `jobs`, by jobs
 * instead; `manual`, with a person who approves;
 * `window`, after a window; `first`, with no endpoint there yet; `unanswered`, whose jobs are created without an answer;
 * `resumed`, which fails once and is taken up again; `kept`, in which the schedule's look at leases falls; `unheard`, with a
 * person whose decision no event tells of.
 */
export const VARIANTS = [
  'plain',
  'jobs',
  'manual',
  'window',
  'first',
  'unanswered',
  'resumed',
  'kept',
  'unheard',
] as const;
export type Variant = (typeof VARIANTS)[number];

const WINDOW_SECONDS = 2;

type Armed = Parameters<FaultsFolder['arm']>;

/** The faults that make a run one of this variant, besides the one that is walked. */
export function companions(variant: Variant): Armed {
  switch (variant) {
    case 'unanswered':
      return ['Prepare', 'TrainCandidate', 'Evaluate'].map((name) => ({
        point: pointName('state', name),
        fault: 'answer-lost',
      }));
    case 'resumed':
      return [{ point: 'register/S3.GetObject', fault: 'access-denied' }];
    case 'plain':
    case 'jobs':
    case 'manual':
    case 'window':
    case 'first':
    case 'kept':
    case 'unheard':
      return [];
  }
}

/** Makes the next run one of this variant. */
export async function prepareVariant(world: World, variant: Variant): Promise<void> {
  const deployed = await deployedWorkload(world);
  const isJobs = variant === 'jobs' || variant === 'unanswered';
  await redeployWorkload(world, {
    ...deployed,
    smallData: smallDataSchema.parse({ use: isJobs ? 'never' : 'always' }),
    approval: variant === 'manual' || variant === 'unheard' ? 'manual' : 'auto',
    debounceSeconds: variant === 'window' ? WINDOW_SECONDS : 0,
  });
  await tellDecisions(world, variant !== 'unheard');
  if (variant === 'first') await deleteEndpoint(world);
}

async function deleteEndpoint({ root, platform }: World): Promise<void> {
  const EndpointName = endpointName(platform.environment, WORKLOAD);
  await root.sageMaker.send(new DeleteEndpointCommand({ EndpointName }));
  await until('the end of the endpoint', () =>
    root.sageMaker.send(new DescribeEndpointCommand({ EndpointName })).then(
      () => undefined,
      () => true,
    ),
  );
}
