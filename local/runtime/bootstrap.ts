import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { faultable } from '../../faults/client.ts';
import { runCdk } from './cdk.ts';
import type { DeployTarget } from './deploy-target.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './environment.ts';

const TOOLKIT_STACK = 'CDKToolkit';

/** Bootstraps the runtime for the CDK, once: a runtime that has been is left as it is. */
export async function bootstrap(target: DeployTarget): Promise<void> {
  if (await isBootstrapped(target)) return;
  target.onProgress?.('bootstrapping the local AWS for the CDK');
  // Run where no app is: the account and region are named, and nothing has to be synthesized.
  const appDirectory = target.runtime.stateDirectory;
  await runCdk(['bootstrap', `aws://${LOCAL_ACCOUNT}/${LOCAL_REGION}`], { ...target, appDirectory });
}

async function isBootstrapped({ runtime }: DeployTarget): Promise<boolean> {
  const client = faultable(
    new CloudFormationClient({
      endpoint: runtime.endpointUrl,
      region: LOCAL_REGION,
      credentials: { ...runtime.credentials },
    }),
  );
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: TOOLKIT_STACK }));
    return Stacks?.[0]?.StackStatus?.endsWith('_COMPLETE') === true && !Stacks[0].StackStatus.startsWith('ROLLBACK');
  } catch (error) {
    // CloudFormation says of a stack that it does not exist with this code and no other sign.
    if (error instanceof Error && error.name === 'ValidationError') return false;
    throw error;
  } finally {
    client.destroy();
  }
}
