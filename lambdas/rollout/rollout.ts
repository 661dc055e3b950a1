import { hasEnded } from '../../domain/conclude/end-run.ts';
import { endStage } from '../../domain/conclude/stage-marks.ts';
import { PlatformError } from '../../domain/errors.ts';
import type { RegisteredPackage } from '../../domain/register/package-facts.ts';
import type { AdvanceAnswer, AdvanceInput, RolloutProgress } from '../../domain/rollout/messages.ts';
import { nextStep, type Step } from '../../domain/rollout/next-step.ts';
import { type RolloutPlan, rolloutPlan } from '../../domain/rollout/plan.ts';
import { afterRelease } from '../../domain/rollout/release.ts';
import type { Workloads } from '../adapters/parameters.ts';
import type { Registry } from '../adapters/registry.ts';
import type { RecordsTable } from '../records/table.ts';
import { workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import type { Runtime } from './runtime.ts';

export interface RolloutPorts {
  readonly environment: string;
  readonly table: RecordsTable;
  readonly workloads: Workloads;
  readonly registry: Pick<Registry, 'describe'>;
  readonly runtime: Runtime;
}

/** Most steps that one invocation takes before it hands over to the next. */
const STEPS = 8;

/**
 * Takes a rollout as far as it goes without waiting. Throws `ROLLOUT_FAILED` with the endpoint's own reason and with
 * what is live then.
 */
export async function advance(input: AdvanceInput, ports: RolloutPorts & StageContext): Promise<AdvanceAnswer> {
  const [released, deployed] = await Promise.all([
    ports.registry.describe(input.packageArn),
    ports.workloads.read(input.workload),
  ]);
  assertReleasable(released);
  const plan = rolloutPlan(ports.environment, released, deployed);
  let progress = input.progress ?? (await begin(plan, ports));
  for (let count = 0; count < STEPS; count += 1) {
    const seen = await ports.runtime.observe(plan);
    const step = nextStep(plan, seen, progress, ports.now());
    ports.logger.info('step', { step: step.do, endpoint: seen.endpoint?.status, config: seen.endpoint?.configName });
    switch (step.do) {
      case 'wait':
        return answerOf(input, progress, { done: false, waitSeconds: step.seconds, note: step.note });
      case 'fail':
        throw new PlatformError('ROLLOUT_FAILED', `Version ${input.packageVersion} did not go live: ${step.reason}`, {
          details: { endpoint: plan.endpointName, wanted: plan.endpointConfigName, live: seen.endpoint?.configName },
        });
      case 'record-release':
        await record(input, plan, ports);
        return answerOf(input, progress, {
          done: true,
          waitSeconds: 0,
          note: `version ${input.packageVersion} is live`,
        });
      case 'create-endpoint':
      case 'update-endpoint':
        await act(step.do, plan, ports.runtime);
        progress = { ...progress, requested: true };
        // The next look comes a moment later: an endpoint that has not begun yet looks like one that gave up.
        return answerOf(input, progress, { done: false, waitSeconds: 1, note: step.do });
      default:
        await act(step.do, plan, ports.runtime);
    }
  }
  return answerOf(input, progress, { done: false, waitSeconds: 1, note: 'more steps to take' });
}

function assertReleasable({ status, packageVersion }: RegisteredPackage): void {
  if (status === 'Approved') return;
  throw new PlatformError('ROLLOUT_FAILED', `Version ${packageVersion} is ${status} in the registry, not Approved.`, {
    next: 'Approve it in the registry first.',
  });
}

async function begin(plan: RolloutPlan, { runtime, now }: RolloutPorts & StageContext): Promise<RolloutProgress> {
  const { endpoint } = await runtime.observe(plan);
  return { startedAt: now().toISOString(), before: endpoint?.configName ?? null, requested: false };
}

function act(
  step: Exclude<Step['do'], 'wait' | 'fail' | 'record-release'>,
  plan: RolloutPlan,
  runtime: Runtime,
): Promise<void> {
  switch (step) {
    case 'create-model':
      return runtime.createModel(plan);
    case 'create-endpoint-config':
      return runtime.createEndpointConfig(plan);
    case 'create-endpoint':
      return runtime.createEndpoint(plan);
    case 'update-endpoint':
      return runtime.updateEndpoint(plan);
    case 'delete-endpoint':
      return runtime.deleteEndpoint(plan);
  }
}

async function record(input: AdvanceInput, plan: RolloutPlan, ports: RolloutPorts & StageContext): Promise<void> {
  const { workload, runId, packageArn, packageVersion, reason, by } = input;
  const { endpointConfigName, modelName } = plan;
  const now = ports.now();
  const live = {
    packageArn,
    packageVersion,
    runId,
    endpointConfigName,
    modelName,
    releasedAt: now.toISOString(),
    reason: `${reason} by ${by}`,
  };
  const records = workloadRecords(ports.table, workload);
  await records.release.change((before) => afterRelease(before, workload, live));
  if (reason === 'rollback') return;
  await records.run(runId).change((run) => {
    // A rollout whose run was taken up again since leaves the record to that one.
    if (run === undefined || hasEnded(run) || run.fencingToken > (input.fencingToken ?? 0)) return run;
    return endStage(run, 'rollout', { status: 'done', now, note: `version ${packageVersion} is live` });
  });
}

const answerOf = (
  { progress: _before, ...input }: AdvanceInput,
  progress: RolloutProgress,
  state: Pick<AdvanceAnswer, 'done' | 'waitSeconds' | 'note'>,
): AdvanceAnswer => ({ ...input, progress, ...state });
