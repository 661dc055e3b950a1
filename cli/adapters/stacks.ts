import { CloudFormationClient, paginateDescribeStackEvents, paginateListStacks } from '@aws-sdk/client-cloudformation';
import { faultable } from '../../faults/client.ts';
import type { ClientOptions } from '../connection/client-options.ts';

export interface StackSeen {
  readonly name: string;
  /** Its ARN, by which it is known also after it was deleted. */
  readonly id: string;
  readonly status: string;
}

/** A resource that the deletion of its stack passed by. */
export interface KeptResource {
  readonly stack: string;
  readonly type: string;
  readonly id: string;
}

/** CloudFormation, to look at. */
export class Stacks {
  private readonly client: CloudFormationClient;

  constructor(options: ClientOptions) {
    this.client = faultable(new CloudFormationClient(options));
  }

  /** Every stack that is there, also one whose creation or deletion has failed. */
  async all(): Promise<StackSeen[]> {
    const found: StackSeen[] = [];
    for await (const page of paginateListStacks({ client: this.client }, {})) {
      for (const { StackName, StackId, StackStatus } of page.StackSummaries ?? []) {
        if (StackName === undefined || StackId === undefined || StackStatus === 'DELETE_COMPLETE') continue;
        found.push({ name: StackName, id: StackId, status: StackStatus ?? 'unknown' });
      }
    }
    return found;
  }

  /** What the stack has made and left where it is; the events of a deleted stack are kept for 90 days. */
  async kept({ id, name }: Pick<StackSeen, 'id' | 'name'>): Promise<KeptResource[]> {
    const last = new Map<string, KeptResource | undefined>();
    // The newest come first: the first word on a resource is the last.
    for await (const page of paginateDescribeStackEvents({ client: this.client }, { StackName: id })) {
      for (const { PhysicalResourceId, ResourceType = '', ResourceStatus } of page.StackEvents ?? []) {
        if (!PhysicalResourceId || last.has(PhysicalResourceId)) continue;
        const resource = { stack: name, type: ResourceType, id: PhysicalResourceId };
        last.set(PhysicalResourceId, ResourceStatus === 'DELETE_SKIPPED' ? resource : undefined);
      }
    }
    return [...last.values()].filter((resource) => resource !== undefined);
  }
}
