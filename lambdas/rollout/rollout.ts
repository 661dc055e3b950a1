import { PlatformError } from '../../domain/errors.ts';
import type { AdvanceAnswer, AdvanceInput, RolloutProgress } from '../../domain/rollout/messages.ts';
import { nextStep, noticed, type Step } from '../../domain/rollout/next-step.ts';
import { type RolloutPlan, rolloutPlan } from '../../domain/rollout/plan.ts';
import { supersededBy, type Turn, turnWaitSeconds } from '../../domain/rollout/turn.ts';
import type { Workloads } from '../adapters/parameters.ts';
import type { Registry } from '../adapters/registry.ts';
import { platformErrorOf } from '../runtime/failure.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import { type CheckPorts, checkRelease } from './check-release.ts';
import { recordRelease } from './record-release.ts';
import type { Runtime } from './runtime.ts';
import { askForTurn, endTurn, keepTurn, type TurnPorts } from './turn.ts';

export interface RolloutPorts extends TurnPorts, CheckPorts {
  readonly environment: string;
  readonly workloads: Workloads;
  readonly registry: Pick<Registry, 'describe'>;
  readonly runtime: Runtime;
}

type Ports = RolloutPorts & StageContext;
type Held = Extract<Turn, { kind: 'held' }>;

/** Most steps that one invocation takes before it hands over to the next. */
const STEPS = 8;
/** Longest time that a rollout waits for its turn. */
const TURN_LIMIT_SECONDS = 3_000;

/**
 * Takes a rollout as far as it goes without waiting, when it has its turn; only one rollout of a workload acts at a
 * time. Throws `ROLLOUT_FAILED` with the endpoint's own reason and with what is live then, `ARTIFACT_INVALID`,
 * `ROLLOUT_SUPERSEDED`, or `LEASE_LOST`; asked again it says the same again.
 */
export async function advance(input: AdvanceInput, ports: Ports): Promise<AdvanceAnswer> {
  const turn = await askForTurn(input, ports);
  switch (turn.kind) {
    case 'ended':
      if (turn.error !== undefined) throw new PlatformError(turn.error.code, turn.error.message);
      return released(input);
    case 'waiting':
      return wait(input, turn, ports);
    case 'held':
      return act(input, turn, ports);
  }
}

async function wait(
  input: AdvanceInput,
  { behind }: Extract<Turn, { kind: 'waiting' }>,
  ports: Ports,
): Promise<AdvanceAnswer> {
  const waitedSeconds = (ports.now().getTime() - Date.parse(input.execution.startedAt)) / 1000;
  const who = `${behind.reason === 'rollback' ? 'the rollback to' : 'the rollout of'} version ${behind.packageVersion}`;
  if (waitedSeconds > TURN_LIMIT_SECONDS) {
    const message = `Version ${input.packageVersion} did not go live: ${who} did not end in time.`;
    await endTurn(input, { code: 'ROLLOUT_FAILED', message }, ports);
    throw new PlatformError('ROLLOUT_FAILED', message, { details: { behind: behind.execution } });
  }
  ports.logger.info('waits for its turn', { behind: behind.execution });
  return answerOf(input, { done: false, waitSeconds: turnWaitSeconds(waitedSeconds), note: `waits for ${who}` });
}

/** Goes on in its turn, and gives the turn back however it ends. What may be tried again keeps it. */
async function act(input: AdvanceInput, turn: Held, ports: Ports): Promise<AdvanceAnswer> {
  try {
    const answer = await takeSteps(input, turn, ports);
    if (answer.done) await endTurn(input, undefined, ports);
    return answer;
  } catch (thrown) {
    const { code, message } = platformErrorOf(thrown);
    if (code !== 'AWS_FAILED' && code !== 'LEASE_LOST') await endTurn(input, { code, message }, ports);
    throw thrown;
  }
}

async function takeSteps(input: AdvanceInput, turn: Held, ports: Ports): Promise<AdvanceAnswer> {
  assertNotRecalled(input, turn);
  let progress = input.progress ?? (await begin(input, turn, ports));
  const { plan } = progress;
  for (let count = 0; count < STEPS; count += 1) {
    const seen = await ports.runtime.observe(plan);
    progress = noticed(plan, seen, progress);
    const step = nextStep(plan, seen, progress, ports.now());
    ports.logger.info('step', { step: step.do, endpoint: seen.endpoint?.status, config: seen.endpoint?.configName });
    if (step.do === 'wait') {
      return answerOf({ ...input, progress }, { done: false, waitSeconds: step.seconds, note: step.note });
    }
    if (step.do === 'fail') {
      throw new PlatformError('ROLLOUT_FAILED', `Version ${input.packageVersion} did not go live: ${step.reason}`, {
        details: { endpoint: plan.endpointName, wanted: plan.endpointConfigName, live: seen.endpoint?.configName },
      });
    }
    await keepTurn(input, progress.fencingToken, ports);
    if (step.do === 'record-release') {
      await recordRelease(input, progress, ports);
      return released({ ...input, progress });
    }
    if (await change(step.do, plan, ports.runtime)) {
      progress = { ...progress, requested: true };
      // The next look comes a moment later: an endpoint that has not begun yet looks like one that gave up.
      return answerOf({ ...input, progress }, { done: false, waitSeconds: 1, note: step.do });
    }
  }
  return answerOf({ ...input, progress }, { done: false, waitSeconds: 1, note: 'more steps to take' });
}

/** A promotion that has changed nothing yet makes way for a rollback that was asked for after it. */
function assertNotRecalled({ packageVersion, progress }: AdvanceInput, { recalledBy }: Held): void {
  if (recalledBy === undefined || progress?.requested === true) return;
  const { code, message } = supersededBy(recalledBy, packageVersion);
  throw new PlatformError(code, message);
}

async function begin(input: AdvanceInput, { fencingToken }: Held, ports: Ports): Promise<RolloutProgress> {
  const [registered, deployed] = await Promise.all([
    ports.registry.describe(input.packageArn),
    ports.workloads.read(input.workload),
  ]);
  await checkRelease(input, registered, ports);
  const plan = rolloutPlan(ports.environment, registered, deployed);
  const { endpoint } = await ports.runtime.observe(plan);
  const startedAt = ports.now().toISOString();
  return { startedAt, before: endpoint?.configName ?? null, requested: false, fencingToken, plan };
}

/** True when the endpoint took the change and is busy with it. */
async function change(
  step: Exclude<Step['do'], 'wait' | 'fail' | 'record-release'>,
  plan: RolloutPlan,
  runtime: Runtime,
): Promise<boolean> {
  switch (step) {
    case 'create-model':
      await runtime.createModel(plan);
      return false;
    case 'create-endpoint-config':
      await runtime.createEndpointConfig(plan);
      return false;
    case 'create-endpoint':
      return runtime.createEndpoint(plan);
    case 'update-endpoint':
      return runtime.updateEndpoint(plan);
    case 'delete-endpoint':
      await runtime.deleteEndpoint(plan);
      return false;
  }
}

const released = (input: AdvanceInput): AdvanceAnswer =>
  answerOf(input, { done: true, waitSeconds: 0, note: `version ${input.packageVersion} is live` });

const answerOf = (input: AdvanceInput, state: Pick<AdvanceAnswer, 'done' | 'waitSeconds' | 'note'>): AdvanceAnswer => ({
  ...input,
  ...state,
});
