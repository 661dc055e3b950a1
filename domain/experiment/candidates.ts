import type { JobUsage } from '../conclude/run-record.ts';
import type { CandidateResult } from '../evaluate/report.ts';
import { candidateOfJob } from '../names.ts';
import type { TrainResult } from '../train/results.ts';
import type { Candidate } from '../workload/candidate.ts';
import { ENSEMBLE } from '../workload/ensemble.ts';
import type { ExperimentCandidate, ExperimentJob } from './experiment.ts';
import { figuresOf } from './figures.ts';
import { candidateParameters, withFound } from './parameters.ts';
import type { ExperimentSources } from './sources.ts';

/** What became of each candidate of the plan, and of the ensemble where they make one. */
export function candidatesOf(sources: ExperimentSources): ExperimentCandidate[] {
  const planned = sources.plan.value.deployed.config.candidates.map((candidate) =>
    plannedCandidate(candidate, sources),
  );
  const ensemble = sources.evaluation?.value.candidates.find(({ family }) => family === ENSEMBLE);
  if (ensemble === undefined) return planned;
  return [...planned, { ...ensembleOf(ensemble, sources), ...fateOf(undefined, ensemble, sources) }];
}

function plannedCandidate(candidate: Candidate, sources: ExperimentSources): ExperimentCandidate {
  const { name, family } = candidate;
  const trained = sources.results?.value.results.find((one) => one.candidate === name);
  const evaluated = sources.evaluation?.value.candidates.find((one) => one.name === name);
  const found = sources.run.tuning?.best.find((one) => one.candidate === name);
  const { images, sources: scripts = {} } = sources.plan.value.deployed;
  const image = images.training[name];
  const script = scripts[name];
  const parameters = candidateParameters(candidate);
  return {
    name,
    family,
    ...fateOf(trained, evaluated, sources),
    parameters: found === undefined ? parameters : withFound(parameters, candidate, found.hyperparameters),
    ...(image === undefined ? {} : { image }),
    ...(script === undefined ? {} : { sourceSha256: script.sha256 }),
    ...baseOf(candidate, sources),
    jobs: jobsOf(sources, name),
  };
}

/** Its parameters are the members' weights. */
const ensembleOf = ({ name, family }: CandidateResult, { evaluation }: ExperimentSources) => ({
  name,
  family,
  parameters: Object.fromEntries(
    (evaluation?.value.ensemble?.members ?? []).map((member) => [`weight.${member.name}`, member.weight]),
  ),
  jobs: [],
});

type Fate = Pick<ExperimentCandidate, 'status' | 'reason' | 'packages' | 'model' | 'validation'>;

function fateOf(
  trained: TrainResult | undefined,
  evaluated: CandidateResult | undefined,
  { plan }: ExperimentSources,
): Fate {
  if (evaluated?.status === 'evaluated') {
    const { packages, validation } = evaluated;
    return {
      status: 'evaluated',
      ...(packages === undefined ? {} : { packages }),
      model: modelOf(evaluated),
      validation: figuresOf(validation, plan.value.deployed.config.gate.metric),
    };
  }
  const failed = evaluated ?? (trained?.status === 'failed' ? trained : undefined);
  if (failed !== undefined) return { status: 'failed', reason: failed.reason };
  return { status: trained === undefined ? 'untrained' : 'trained' };
}

/** The artifact of a candidate that was evaluated. */
export const modelOf = (candidate: Extract<CandidateResult, { status: 'evaluated' }>) => ({
  uri: candidate.artifactUri,
  sha256: candidate.artifactSha256,
  digest: candidate.modelDigest,
  sizeBytes: candidate.sizeBytes,
});

function baseOf(candidate: Candidate, { plan }: ExperimentSources): Pick<ExperimentCandidate, 'base'> {
  if (candidate.family !== 'transformer') return {};
  const name = candidate.hyperparameters.base;
  const digest = plan.value.bases?.[name];
  return { base: { name, ...(digest === undefined ? {} : { digest }) } };
}

/** The jobs of a candidate that have ended, its trials too; or those of no candidate. */
export const jobsOf = ({ run }: ExperimentSources, candidate: string | undefined): ExperimentJob[] =>
  (run.usage ?? [])
    .filter((job) => (job.candidate ?? candidateOfJob(run.workload, run.runId, job.jobName)) === candidate)
    .sort((a, b) => a.endedAt.localeCompare(b.endedAt) || a.jobName.localeCompare(b.jobName))
    .map(jobOf);

const jobOf = ({
  jobName,
  candidate: _candidate,
  endedAt: _endedAt,
  price: _price,
  ...used
}: JobUsage): ExperimentJob => ({ name: jobName, ...used });
