import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { PlatformError } from '../../domain/errors.ts';
import { parameterName } from '../../domain/names.ts';
import { type Platform, platformSchema } from '../../domain/platform.ts';
import { type DeployedWorkload, deployedWorkloadSchema } from '../../domain/workload/deployed.ts';
import { faultable } from '../../faults/client.ts';
import type { ClientOptions } from '../connection/client-options.ts';
import { commandLine } from '../invocation.ts';

/** SSM Parameter Store: what is deployed. */
export class Parameters {
  private readonly client: SSMClient;

  constructor(options: ClientOptions) {
    this.client = faultable(new SSMClient(options));
  }

  /** Throws `ENVIRONMENT_NOT_DEPLOYED` when the environment's parameter is missing. */
  async platform(environment: string): Promise<Platform> {
    const value = await this.read(parameterName.platform(environment));
    if (value === undefined) {
      throw new PlatformError('ENVIRONMENT_NOT_DEPLOYED', `The environment ${environment} is not deployed here.`, {
        next: `Run \`${commandLine('deploy', environment)}\`.`,
      });
    }
    return platformSchema.parse(JSON.parse(value));
  }

  async workload(environment: string, workload: string): Promise<DeployedWorkload | undefined> {
    const value = await this.read(parameterName.workload(environment, workload));
    return value === undefined ? undefined : deployedWorkloadSchema.parse(JSON.parse(value));
  }

  private async read(name: string): Promise<string | undefined> {
    try {
      const answer = await this.client.send(new GetParameterCommand({ Name: name }));
      return answer.Parameter?.Value;
    } catch (error) {
      if (error instanceof ParameterNotFound) return undefined;
      throw error;
    }
  }
}
