import { dollarsOf, savedDollarsOf } from '../cost/usage.ts';
import { candidatesOf, jobsOf } from './candidates.ts';
import type { Experiment } from './experiment.ts';
import { figuresOf } from './figures.ts';
import { lineageOf } from './lineage.ts';
import { workloadParameters } from './parameters.ts';
import { consistent, type ExperimentSources, type Sourced } from './sources.ts';

/** The experiment that a run has been, at its end. The same sources give the same experiment. */
export function experimentOf(all: ExperimentSources & { readonly run: { readonly endedAt: string } }): Experiment {
  const sources = consistent(all);
  const { run, plan } = sources;
  const { deployed, configHash } = plan.value;
  const usage = run.usage ?? [];
  return {
    schemaVersion: 1,
    workload: run.workload,
    runId: run.runId,
    resumptions: run.resumptions,
    outcome: run.outcome,
    ...(run.sameAs === undefined ? {} : { sameAs: run.sameAs }),
    ...(run.error === undefined ? {} : { error: run.error }),
    startedAt: run.startedAt,
    endedAt: all.run.endedAt,
    configHash,
    ...(plan.value.tried === undefined ? {} : { tried: plan.value.tried }),
    parameters: workloadParameters(deployed.config),
    candidates: candidatesOf(sources),
    processing: jobsOf(sources, undefined),
    inferenceImage: deployed.images.inference,
    ...measured(sources),
    ...decided(sources),
    cost: { dollars: rounded(dollarsOf(usage)), savedDollars: rounded(savedDollarsOf(usage)) },
    lineage: lineageOf(sources),
    documents: {
      plan: referenceTo(plan),
      ...(sources.summary && { summary: referenceTo(sources.summary) }),
      ...(sources.results && { results: referenceTo(sources.results) }),
      ...(sources.tuning && { tuning: referenceTo(sources.tuning) }),
      ...(sources.evaluation && { evaluation: referenceTo(sources.evaluation) }),
      ...(sources.decision && { decision: referenceTo(sources.decision) }),
    },
  };
}

type Measured = Pick<Experiment, 'selected' | 'baseline' | 'test' | 'latency'>;

function measured({ evaluation, plan }: ExperimentSources): Measured {
  if (evaluation === undefined) return {};
  const { selected, baseline, challenger, champion, latency } = evaluation.value;
  const { metric } = plan.value.deployed.config.gate;
  return {
    selected,
    baseline: {
      label: baseline.label,
      validation: figuresOf(baseline.validation, metric),
      test: figuresOf(baseline.test, metric),
    },
    test: {
      challenger: { name: challenger.name, figures: figuresOf(challenger.test, metric) },
      champion: { name: champion.name, figures: figuresOf(champion.test, metric) },
    },
    latency: Object.fromEntries(
      Object.entries(latency).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
  };
}

function decided({ decision }: ExperimentSources): Pick<Experiment, 'decision'> {
  if (decision === undefined) return {};
  const { verdict, reasons, metric, challenger, champion, difference } = decision.value;
  return {
    decision: {
      verdict,
      reasons,
      metric,
      challenger: challenger.metric,
      champion: champion.metric,
      difference: difference.estimate,
      interval: difference.interval,
    },
  };
}

const referenceTo = ({ uri, sha256 }: Sourced<unknown>) => ({ uri, sha256 });

/** Sums of hundredths of a cent have more digits than that. */
const rounded = (dollars: number): number => Math.round(dollars * 10_000) / 10_000;
