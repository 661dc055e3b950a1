import type { RunRecord } from '../conclude/run-record.ts';
import { beginStage, endStage } from '../conclude/stage-marks.ts';
import type { EvaluationReport, Metrics } from '../evaluate/report.ts';
import type { TrainingReport } from '../evaluate/training-report.ts';
import { type Decision, failedRules } from './decision.ts';

/** The run with what the evaluation measured and the gate decided. */
export function evaluatedRun(run: RunRecord, report: EvaluationReport, decision: Decision, now: Date): RunRecord {
  const evaluated = endStage(run, 'evaluate', { status: 'done', now, note: evaluationNote(report) });
  const decided = endStage(evaluated, 'gate', { status: 'done', now, note: decisionNote(decision) });
  return {
    ...beginStage(decided, 'register', now),
    baseline: { label: report.baseline.label, metrics: figuresOf(report.baseline.validation) },
    candidates: report.candidates.map((candidate) => ({
      name: candidate.name,
      family: candidate.family,
      ...(candidate.status === 'evaluated'
        ? { metrics: figuresOf(candidate.validation), ...findingsOf(candidate.training) }
        : { reason: candidate.reason }),
    })),
    decision: {
      verdict: decision.verdict,
      reasons: decision.reasons,
      metric: decision.metric,
      challenger: decision.challenger.metric,
      champion: decision.champion.metric,
      difference: decision.difference.estimate,
      interval: decision.difference.interval,
      detectableDifference: decision.detectableDifference,
      suspendUploads: decision.suspendUploads,
    },
  };
}

const figuresOf = ({ accuracy, macroF1 }: Metrics) => ({ accuracy, macroF1 });

const findingsOf = (training: TrainingReport | undefined) =>
  training?.status === 'read' && training.findings.length > 0 ? { findings: training.findings } : {};

function evaluationNote({ selected, challenger, champion }: EvaluationReport): string {
  const accuracy = (value: number) => value.toFixed(3);
  return `${selected} selected; accuracy on the test split ${accuracy(challenger.test.accuracy)}, ${champion.name} ${accuracy(champion.test.accuracy)}`;
}

/** The rules by name; the record's decision has their sentences. */
function decisionNote(decision: Decision): string {
  const failed = failedRules(decision);
  return failed.length === 0 ? decision.verdict : `${decision.verdict}: ${failed.join(', ')}`;
}
