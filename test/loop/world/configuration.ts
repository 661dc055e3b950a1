import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { parameterName } from '../../../domain/names.ts';
import { type DeployedWorkload, deployedWorkloadSchema } from '../../../domain/workload/deployed.ts';
import { WORKLOAD, type World } from './world.ts';

const NAME = parameterName.workload('local', WORKLOAD);

export async function deployedWorkload({ root }: World): Promise<DeployedWorkload> {
  const { Parameter } = await root.ssm.send(new GetParameterCommand({ Name: NAME }));
  return deployedWorkloadSchema.parse(JSON.parse(Parameter?.Value ?? ''));
}

export async function redeployWorkload({ root }: World, deployed: DeployedWorkload): Promise<void> {
  await root.ssm.send(
    new PutParameterCommand({ Name: NAME, Value: JSON.stringify(deployed), Type: 'String', Overwrite: true }),
  );
}

/** A gate that lets every model pass, so that what comes after it can be shown with little data. */
export const withOpenGate = (deployed: DeployedWorkload): DeployedWorkload => ({
  ...deployed,
  config: {
    ...deployed.config,
    gate: {
      ...deployed.config.gate,
      mode: 'non-inferiority',
      margin: 0.5,
      ownRowsTolerance: 0.5,
      maxRecallDrop: 1,
      maxLatencyRatio: 1_000,
    },
  },
});
