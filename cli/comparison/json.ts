import type { Comparison } from '../../domain/experiment/compare.ts';
import type { ComparedRun } from './compared-run.ts';

/** The object that `runs --compare` prints under --json. Values stand in the order of `runs`. */
export const comparisonJson = (runs: readonly ComparedRun[], comparison: Comparison, report: string) => ({
  schemaVersion: 1 as const,
  runs: runs.map(({ experiment, trainings }) => ({
    runId: experiment.runId,
    workload: experiment.workload,
    outcome: experiment.outcome,
    startedAt: experiment.startedAt,
    seconds: (Date.parse(experiment.endedAt) - Date.parse(experiment.startedAt)) / 1000,
    ...experiment.cost,
    selected: experiment.selected ?? null,
    decision: experiment.decision ?? null,
    lineage: experiment.lineage,
    trainings,
  })),
  ...comparison,
  report,
});
