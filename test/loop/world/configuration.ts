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

/** A workload beside the deployed one, of which nothing but its configuration is there, and that cannot be read. */
export async function breakWorkload({ root }: World, name: string): Promise<void> {
  const Name = parameterName.workload('local', name);
  await root.ssm.send(new PutParameterCommand({ Name, Value: '{}', Type: 'String', Overwrite: true }));
}

/** Now it can: its uploads are recorded, and start no run. */
export async function mendWorkload(world: World, name: string): Promise<void> {
  const deployed = await deployedWorkload(world);
  const config = { ...deployed.config, name, trigger: { onUpload: false } };
  const Name = parameterName.workload('local', name);
  const Value = JSON.stringify({ ...deployed, config });
  await world.root.ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }));
}
