import type { CandidateResult, EnsembleResult } from '../../../domain/evaluate/report.ts';
import { type EvaluatedCandidate, selectBest } from '../../../domain/evaluate/select.ts';
import type { Plan } from '../../../domain/lease/plan.ts';
import type { Manifest } from '../../../domain/prepare/manifest.ts';
import type { CandidateRoom, FailedCandidate, MeasuredCandidate } from './candidates.ts';
import { type EnsemblePlace, evaluateEnsemble } from './ensemble.ts';
import type { EvaluationRow } from './rows.ts';

interface SelectionJob {
  readonly plan: Plan;
  readonly manifest: Manifest;
  readonly ensemble: EnsemblePlace;
}

export interface Selection {
  readonly candidates: CandidateResult[];
  readonly selected: EvaluatedCandidate;
  readonly ensemble: EnsembleResult | undefined;
}

/** The best candidate, or an ensemble of several that is better. */
export async function select(
  { plan, manifest, ensemble: place }: SelectionJob,
  measured: readonly (MeasuredCandidate | FailedCandidate)[],
  validation: readonly EvaluationRow[],
  room: CandidateRoom,
): Promise<Selection> {
  const { gate, ensemble: config } = plan.deployed.config;
  const candidates = measured.map(({ result }) => result);
  const selected = selectBest(candidates, gate.metric);
  if (config === undefined) return { candidates, selected, ensemble: undefined };
  const evaluated = measured.filter((one) => 'predictions' in one);
  const ensembleRoom = { ...room, ...place, config, gate, datasetVersion: manifest.version };
  const ensemble = await evaluateEnsemble(evaluated, selected, validation, ensembleRoom);
  const { result, candidate } = ensemble ?? {};
  return {
    candidates: candidate === undefined ? candidates : [...candidates, candidate],
    selected: candidate ?? selected,
    ensemble: result,
  };
}
