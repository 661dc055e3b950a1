import type { Workloads } from '../adapters/parameters.ts';
import type { SettlePorts } from '../approve/settle.ts';
import type { ConcludePorts } from '../conclude/ended-run.ts';

export interface KeepPorts extends ConcludePorts, SettlePorts {
  readonly workloads: Workloads;
  readonly workloadNames: readonly string[];
  readonly retrainStateMachineArn: string;
}
