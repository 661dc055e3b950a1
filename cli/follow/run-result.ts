import type { RunRecord } from '../../domain/conclude/run-record.ts';
import type { Finding } from '../../domain/evaluate/training-report.ts';
import { type Cost, costOf } from '../output/cost.ts';

/** The object that `upload --wait` and `run --watch` print under --json. */
export type RunResult = {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly outcome: RunRecord['outcome'];
  /** How often it was taken up again; absent when never. */
  readonly resumptions?: number;
  /** What a try changed of the configuration. */
  readonly tried?: NonNullable<RunRecord['tried']>;
  readonly dataset?: {
    readonly id: string | null;
    readonly received: number;
    readonly accepted: number;
    readonly duplicates: number;
    readonly quarantined: number;
  };
  readonly candidates: readonly {
    readonly name: string;
    readonly family: string;
    readonly metrics: {
      readonly accuracy: number;
      readonly macroF1: number;
      readonly deciding?: number | undefined;
    } | null;
    readonly reason?: string;
    /** What the rules found in its training. */
    readonly findings?: readonly Finding[];
  }[];
  /** What always saying this label comes to; absent before the evaluation. */
  readonly baseline?: NonNullable<RunRecord['baseline']>;
  readonly champion: string | null;
  readonly decision?: NonNullable<RunRecord['decision']>;
  /** Of its jobs so far, at on-demand prices; absent before the first has ended. */
  readonly leftOffers?: RunRecord['leftOffers'];
  readonly cost?: Cost;
  readonly error?: NonNullable<RunRecord['error']>;
};

/** The run's candidates, unless it ended before any was to be trained. */
export const comparedCandidates = ({ outcome, candidates = [] }: RunRecord): typeof candidates =>
  outcome === 'running' || candidates.some(({ metrics, reason }) => metrics ?? reason) ? candidates : [];

export function runResult(run: RunRecord): RunResult {
  const { dataset, decision, error } = run;
  const cost = costOf(run);
  return {
    schemaVersion: 1,
    runId: run.runId,
    outcome: run.outcome,
    ...(run.resumptions > 0 && { resumptions: run.resumptions }),
    ...(run.tried && { tried: run.tried }),
    ...(dataset && {
      dataset: {
        id: dataset.id ?? null,
        received: dataset.received,
        accepted: dataset.accepted,
        duplicates: dataset.duplicates,
        quarantined: dataset.quarantined,
      },
    }),
    candidates: comparedCandidates(run).map(({ name, family, metrics, reason, findings }) => ({
      name,
      family,
      metrics: metrics ?? null,
      ...(reason !== undefined && { reason }),
      ...(findings !== undefined && { findings }),
    })),
    ...(run.baseline && { baseline: run.baseline }),
    champion: run.champion ?? null,
    ...(decision && { decision }),
    ...(run.leftOffers && { leftOffers: run.leftOffers }),
    ...(cost && { cost }),
    ...(error && { error }),
  };
}
