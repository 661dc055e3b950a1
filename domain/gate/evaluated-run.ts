import type { RunRecord } from '../conclude/run-record.ts';
import { beginStage, endStage } from '../conclude/stage-marks.ts';
import { type DecidingMetric, decidingFigure, decidingMetricSchema } from '../evaluate/deciding-metric.ts';
import { metricName } from '../evaluate/metric-name.ts';
import type { EvaluationReport, Metrics } from '../evaluate/report.ts';
import type { TrainingReport } from '../evaluate/training-report.ts';
import { type Decision, failedRules } from './decision.ts';

/** The run with what the evaluation measured and the gate decided. */
export function evaluatedRun(run: RunRecord, report: EvaluationReport, decision: Decision, now: Date): RunRecord {
  const evaluated = endStage(run, 'evaluate', { status: 'done', now, note: evaluationNote(report, decision) });
  const decided = endStage(evaluated, 'gate', { status: 'done', now, note: decisionNote(decision) });
  const metric = decidingMetricSchema.parse(decision.metric);
  return {
    ...beginStage(decided, 'register', now),
    baseline: { label: report.baseline.label, metrics: figuresOf(report.baseline.validation, metric) },
    candidates: report.candidates.map((candidate) => ({
      name: candidate.name,
      family: candidate.family,
      ...(candidate.status === 'evaluated'
        ? { metrics: figuresOf(candidate.validation, metric), ...findingsOf(candidate.training) }
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

function figuresOf(metrics: Metrics, metric: DecidingMetric) {
  const { accuracy, macroF1 } = metrics;
  const deciding = decidingFigure(metric, metrics);
  const isAnother = metric !== 'accuracy' && metric !== 'macroF1' && Number.isFinite(deciding);
  return { accuracy, macroF1, ...(isAnother && { deciding }) };
}

const findingsOf = (training: TrainingReport | undefined) =>
  training?.status === 'read' && training.findings.length > 0 ? { findings: training.findings } : {};

function evaluationNote({ selected, champion }: EvaluationReport, { metric, ...decision }: Decision): string {
  const name = metricName(decidingMetricSchema.parse(metric));
  const [challenging, reigning] = [decision.challenger, decision.champion].map((one) => one.metric.toFixed(3));
  return `${selected} selected; ${name} on the test split ${challenging}, ${champion.name} ${reigning}`;
}

/** The rules by name; the record's decision has their sentences. */
function decisionNote(decision: Decision): string {
  const failed = failedRules(decision);
  return failed.length === 0 ? decision.verdict : `${decision.verdict}: ${failed.join(', ')}`;
}
