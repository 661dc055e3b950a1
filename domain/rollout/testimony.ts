import type { ApprovalRecord } from '../approve/approval-record.ts';
import type { RunRecord } from '../conclude/run-record.ts';
import type { ApprovalStatus } from '../register/package-facts.ts';
import type { EndpointObservation, ModelObservation } from './observation.ts';
import type { ReleaseRecord } from './release-record.ts';
import type { RolloutRecord } from './turn-record.ts';

/** Who says something about what is live. */
export type Witness = 'registry' | 'endpoint' | 'release record' | 'rollout' | 'run';

/** What makes the witnesses agree again. */
export type Mend =
  /** Releases a version again; without one, what was live before. */
  | { readonly kind: 'rollback'; readonly to?: number }
  /** The run goes on from where it stopped. */
  | { readonly kind: 'resume'; readonly runId: string }
  /** Says in the registry what was decided. */
  | { readonly kind: 'decide'; readonly runId: string; readonly decision: 'approve' | 'reject' }
  | { readonly kind: 'start' };

export interface Mismatch {
  readonly between: readonly [Witness, Witness];
  /** In words. */
  readonly what: string;
  readonly mend: Mend;
}

/** What the registry says of a package. */
export interface PackageSaying {
  readonly status: ApprovalStatus | 'gone';
  readonly image?: string | undefined;
  readonly modelDigest?: string | undefined;
}

/** What every witness says of one workload. */
export interface Testimony {
  readonly release: ReleaseRecord | undefined;
  readonly rollout: RolloutRecord | undefined;
  /** Whether the execution whose turn it is still goes on. */
  readonly isHolderRunning: boolean;
  readonly endpoint: EndpointObservation | undefined;
  /** The model that the endpoint's configuration names. */
  readonly model: ModelObservation | undefined;
  /** Newest first. */
  readonly runs: readonly RunRecord[];
  readonly approvals: readonly ApprovalRecord[];
  /** By version: the live one, and those of the runs and approvals that matter. */
  readonly packages: ReadonlyMap<number, PackageSaying>;
}
