/** The local runtime's life cycle: AWS on this machine, started, stopped, deployed to. */
import { type AwsEnvironment, awsEnvironment } from './environment.ts';
import type { RuntimeStatus } from './status.ts';

export { deployTo, destroyFrom } from './deploy.ts';
export type { DeployTarget } from './deploy-target.ts';
export { type AwsEnvironment, LOCAL_ACCOUNT, LOCAL_REGION } from './environment.ts';
export { LOG_NAMES, type LogName, logFile } from './layout.ts';
export { type StartOptions, startRuntime } from './start.ts';
export { type RuntimeStatus, readRuntime } from './status.ts';
export { resetRuntime, stopRuntime } from './stop.ts';

/** The environment variables with which an AWS SDK client or the CDK CLI uses this runtime as its root. */
export const runtimeEnvironment = (runtime: RuntimeStatus): AwsEnvironment =>
  awsEnvironment(runtime.gatewayPort, runtime.credentials);
