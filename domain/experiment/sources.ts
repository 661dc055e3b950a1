import type { ApprovalRecord } from '../approve/approval-record.ts';
import type { RunRecord } from '../conclude/run-record.ts';
import type { EvaluationReport } from '../evaluate/report.ts';
import { isOfTheseModels } from '../evaluate/same-models.ts';
import type { Decision } from '../gate/decision.ts';
import { canonicalJson, sha256 } from '../hash.ts';
import type { Plan } from '../lease/plan.ts';
import type { PrepareSummary } from '../prepare/manifest.ts';
import type { Released } from '../rollout/release-record.ts';
import type { TrainResults } from '../train/results.ts';
import type { TuningReport } from '../tune/report.ts';
import type { DocumentReference } from './experiment.ts';

/** A document with the place and the digest of what was read. */
export interface Sourced<T> extends DocumentReference {
  readonly value: T;
}

/** Everything that a run's stages have written about it. */
export interface ExperimentSources {
  readonly run: RunRecord;
  readonly plan: Sourced<Plan>;
  readonly summary: Sourced<PrepareSummary> | undefined;
  readonly results: Sourced<TrainResults> | undefined;
  readonly tuning: Sourced<TuningReport> | undefined;
  readonly evaluation: Sourced<EvaluationReport> | undefined;
  readonly decision: Sourced<Decision> | undefined;
  readonly approval: ApprovalRecord | undefined;
  /** The run's model as it went live. */
  readonly release: Pick<Released, 'modelName' | 'endpointConfigName' | 'releasedAt'> | undefined;
}

/**
 * The sources that tell of the same models. A run that was taken up again and trained anew may have left an evaluation
 * of the models before them, or a decision on that.
 */
export function consistent(sources: ExperimentSources): ExperimentSources {
  const { results, evaluation, decision } = sources;
  const isEvaluated =
    results !== undefined && evaluation !== undefined && isOfTheseModels(evaluation.value, results.value);
  const isDecided =
    isEvaluated &&
    decision !== undefined &&
    decision.value.hashes.evaluation === sha256(canonicalJson(evaluation.value));
  return {
    ...sources,
    evaluation: isEvaluated ? evaluation : undefined,
    decision: isDecided ? decision : undefined,
  };
}
