import { PlatformError } from '../errors.ts';
import type { EvaluationReport } from '../evaluate/report.ts';
import type { Decision } from '../gate/decision.ts';
import { fingerprint } from '../hash.ts';
import type { Plan } from '../lease/plan.ts';
import { trainingImage } from '../train/jobs.ts';
import { settingsLine } from '../try/settings.ts';
import { ENSEMBLE } from '../workload/ensemble.ts';
import type { RegisterAnswer } from './messages.ts';
import type { ApprovalStatus, PackageFacts } from './package-facts.ts';

/** What is registered for a run's winner. */
export interface NewPackage {
  readonly image: string;
  readonly artifactUri: string;
  readonly status: ApprovalStatus;
  /** At most 1,024 characters. */
  readonly reason: string;
  readonly description: string;
  readonly facts: PackageFacts;
}

const REASON_LENGTH = 1024;

/** Who decides about a run's winner. Nobody does about that of a try. */
export const approvalOf = (plan: Plan, decision: Decision): RegisterAnswer['approval'] =>
  decision.verdict === 'reject' || plan.tried !== undefined ? 'rejected' : plan.deployed.approval;

/** The package of a run's winner; a refused one too, so that the registry shows what was tried and why it lost. */
export function newPackage(plan: Plan, report: EvaluationReport, decision: Decision): NewPackage {
  const winner = report.candidates.find((candidate) => candidate.name === report.selected);
  if (winner?.status !== 'evaluated') {
    throw new PlatformError(
      'EVALUATION_INVALID',
      `The evaluation selected ${report.selected}, which it did not evaluate.`,
    );
  }
  return {
    image: plan.deployed.images.inference,
    artifactUri: winner.artifactUri,
    status: STATUS[approvalOf(plan, decision)],
    reason: reasonOf(plan, decision).slice(0, REASON_LENGTH),
    description: `${winner.name} of run ${plan.runId}, ${plan.tried === undefined ? `dataset version ${report.dataset.version}` : 'a try'}`,
    facts: {
      workload: plan.workload,
      runId: plan.runId,
      candidate: winner.name,
      family: winner.family,
      datasetId: report.dataset.id,
      datasetVersion: String(report.dataset.version),
      artifactSha256: winner.artifactSha256,
      modelDigest: winner.modelDigest,
      configHash: plan.configHash,
      ...(report.selected === ENSEMBLE ? ensembleFacts(plan, report) : candidateFacts(plan, winner.name)),
      verdict: decision.verdict,
      accuracy: report.challenger.test.accuracy.toFixed(6),
      macroF1: report.challenger.test.macroF1.toFixed(6),
    },
  };
}

const candidateFacts = (plan: Plan, name: string): Pick<PackageFacts, 'base' | 'baseDigest' | 'codeDigest'> => ({
  ...baseFacts(plan, name),
  codeDigest: codeDigestOf(plan, name),
});

/** The members' own artifacts say more; they are known by the digests in its `model.json`. */
function ensembleFacts(plan: Plan, { ensemble }: EvaluationReport): Pick<PackageFacts, 'members' | 'codeDigest'> {
  const members = ensemble?.members ?? [];
  const digests = new Set(members.map(({ name }) => codeDigestOf(plan, name)));
  const [digest = ''] = digests;
  return {
    // The registry takes no comma.
    members: members.map(({ name, weight }) => `${name}=${weight.toFixed(2)}`).join(' '),
    codeDigest: digests.size === 1 ? digest : fingerprint([...digests].sort()),
  };
}

function codeDigestOf(plan: Plan, candidate: string): string {
  const source = plan.deployed.sources?.[candidate];
  if (source !== undefined) return source.sha256;
  const image = trainingImage(plan, candidate);
  return image.slice(image.lastIndexOf(':') + 1);
}

function baseFacts({ deployed, bases }: Plan, name: string): Pick<PackageFacts, 'base' | 'baseDigest'> {
  const candidate = deployed.config.candidates.find((one) => one.name === name);
  if (candidate?.family !== 'transformer') return {};
  const { base } = candidate.hyperparameters;
  const baseDigest = bases?.[base];
  return { base, ...(baseDigest === undefined ? {} : { baseDigest }) };
}

const STATUS: Record<RegisterAnswer['approval'], ApprovalStatus> = {
  auto: 'Approved',
  manual: 'PendingManualApproval',
  rejected: 'Rejected',
};

function reasonOf(plan: Plan, decision: Decision): string {
  if (plan.tried !== undefined) return `A try never goes live: ${settingsLine(plan.tried)}`;
  if (decision.verdict === 'reject') return `The gate refused it: ${decision.reasons.join('; ')}`;
  return plan.deployed.approval === 'auto' ? 'Approved by policy: the gate promoted it' : 'Waits for a person';
}
