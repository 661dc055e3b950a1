import type { RuntimeStatus } from './status.ts';

/** Where a deployment goes, and who hears of it. */
export interface DeployTarget {
  readonly runtime: RuntimeStatus;
  /** Gets each line that the CDK CLI prints. */
  readonly onProgress?: (line: string) => void;
  /** Ends the CDK CLI; what CloudFormation has begun goes on. */
  readonly signal?: AbortSignal;
  /** The folder of another CDK app than the platform's own. */
  readonly appDirectory?: string;
}
