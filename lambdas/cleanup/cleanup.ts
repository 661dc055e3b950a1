import type { ServingResources } from '../adapters/serving-resources.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import type { CleanupEvent } from './messages.ts';

export interface CleanupPorts {
  readonly resources: ServingResources;
}

/**
 * Removes what the platform made outside CloudFormation: endpoints, their configurations and models, and, where
 * the environment keeps nothing, model packages, which keep their group from being deleted. On `Delete` of every workload, on `Update` of those that were
 * taken out of the configuration. What is gone already is no error.
 */
export async function cleanup(event: CleanupEvent, { resources, logger }: CleanupPorts & StageContext): Promise<void> {
  const { Environment, DeletePackages } = event.ResourceProperties;
  for (const workload of toRemove(event)) {
    const removed = await resources.removeAll(Environment, workload, { packages: DeletePackages });
    logger.info('removed', { workload, ...removed });
  }
}

function toRemove(event: CleanupEvent): string[] {
  const { Workloads } = event.ResourceProperties;
  switch (event.RequestType) {
    case 'Create':
      return [];
    case 'Update':
      return (event.OldResourceProperties?.Workloads ?? []).filter((workload) => !Workloads.includes(workload));
    case 'Delete':
      return Workloads;
  }
}
