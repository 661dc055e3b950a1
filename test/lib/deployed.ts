import { z } from 'zod';
import { type DeployedWorkload, deployedWorkloadSchema } from '../../domain/workload/deployed.ts';
import { resourcesOf, type Synthesized } from './synthesize.ts';

const joined = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.union([z.string(), z.json()]))]) });

/** What a parameter's JSON text is when every reference stands there as text of its own. */
function parameterText(value: unknown): string {
  if (typeof value === 'string') return value;
  const parts = joined.parse(value)['Fn::Join'][1];
  return parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part).replaceAll('"', "'"))).join('');
}

/** What the template tells functions of a workload. */
export function deployedOf(platform: Synthesized, workload: string): DeployedWorkload {
  const name = `/trainyard/${platform.configuration.environment.name}/workloads/${workload}`;
  const parameters = Object.values(resourcesOf(platform.template('description'), 'AWS::SSM::Parameter'));
  const found = parameters.find(({ Properties }) => Properties.Name === name);
  return deployedWorkloadSchema.parse(JSON.parse(parameterText(found?.Properties.Value)));
}
