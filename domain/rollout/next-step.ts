import { imageDifferences, modelDifferences, variantDifferences } from './differences.ts';
import type { RolloutProgress } from './messages.ts';
import type { EndpointObservation, Observation } from './observation.ts';
import type { RolloutPlan } from './plan.ts';

/** One thing to do. `record-release` comes only after the endpoint was seen to serve what was asked for. */
export type Step =
  | { readonly do: 'create-model' | 'create-endpoint-config' | 'create-endpoint' | 'update-endpoint' }
  | { readonly do: 'delete-endpoint' }
  | { readonly do: 'wait'; readonly seconds: number; readonly note: string }
  | { readonly do: 'record-release' }
  | { readonly do: 'fail'; readonly reason: string };

/** Longest time that an endpoint may take to change. */
const LIMIT_SECONDS = 3600;

/**
 * The next step of a rollout, from what is wanted and what is seen alone: a step that was done but whose answer was
 * lost is seen as done, so any step may be taken again.
 */
export function nextStep(plan: RolloutPlan, seen: Observation, progress: RolloutProgress, now: Date): Step {
  const { endpoint } = seen;
  const elapsedSeconds = (now.getTime() - Date.parse(progress.startedAt)) / 1000;
  if (serves(plan, seen)) return { do: 'record-release' };
  if (elapsedSeconds > LIMIT_SECONDS)
    return { do: 'fail', reason: `the endpoint did not settle. ${stillLive(endpoint, progress)}` };
  const strange = strangers(plan, seen);
  if (strange !== undefined) return { do: 'fail', reason: `${strange}. ${stillLive(endpoint, progress)}` };
  if (seen.model === undefined) return { do: 'create-model' };
  if (seen.config === undefined) return { do: 'create-endpoint-config' };
  if (endpoint === undefined) {
    // A creation that was asked for and is gone was deleted by somebody else.
    return progress.requested
      ? { do: 'fail', reason: 'the endpoint was deleted meanwhile' }
      : { do: 'create-endpoint' };
  }
  return stepOf(plan, endpoint, progress, elapsedSeconds);
}

/** The progress with what is seen: a change that was asked for by a step whose answer was lost is under way. */
export function noticed(plan: RolloutPlan, { endpoint }: Observation, progress: RolloutProgress): RolloutProgress {
  const isUnderWay =
    endpoint?.pendingConfigName === plan.endpointConfigName ||
    (endpoint?.status === 'Creating' && endpoint.configName === plan.endpointConfigName);
  return isUnderWay && !progress.requested ? { ...progress, requested: true } : progress;
}

function stepOf(
  plan: RolloutPlan,
  endpoint: EndpointObservation,
  progress: RolloutProgress,
  elapsedSeconds: number,
): Step {
  const { requested } = progress;
  const why = endpoint.failureReason ?? 'the endpoint gave no reason';
  switch (endpoint.status) {
    case 'Creating':
    case 'Updating':
    case 'SystemUpdating':
    case 'RollingBack':
    case 'Deleting':
      return { do: 'wait', seconds: waitSeconds(elapsedSeconds), note: `endpoint ${endpoint.status}` };
    case 'Failed':
      // An endpoint whose creation failed cannot be updated; it serves nobody.
      return requested ? { do: 'fail', reason: `${why}. Nothing was live before.` } : { do: 'delete-endpoint' };
    case 'OutOfService':
    case 'UpdateRollbackFailed':
      return { do: 'fail', reason: `the endpoint is ${endpoint.status}: ${why}` };
    case 'InService':
      if (endpoint.configName === plan.endpointConfigName) {
        const differences = imageDifferences(plan, endpoint).join(', ');
        return {
          do: 'fail',
          reason: `the endpoint serves ${endpoint.configName}, which is not what was asked for: ${differences}`,
        };
      }
      return requested ? { do: 'fail', reason: `${why}. ${stillLive(endpoint, progress)}` } : { do: 'update-endpoint' };
  }
}

/** True when the live configuration is the requested one, by name and by content, down to model and image. */
function serves(plan: RolloutPlan, { model, endpoint }: Observation): boolean {
  return (
    endpoint?.status === 'InService' &&
    endpoint.configName === plan.endpointConfigName &&
    endpoint.variants !== undefined &&
    variantDifferences(plan, endpoint.variants).length === 0 &&
    imageDifferences(plan, endpoint).length === 0 &&
    model !== undefined &&
    modelDifferences(plan, model).length === 0
  );
}

/** What bears a planned name and is something else; undefined when there is no such thing. */
function strangers(plan: RolloutPlan, { model, config }: Observation): string | undefined {
  const inModel = model === undefined ? [] : modelDifferences(plan, model);
  if (inModel.length > 0) return stranger('model', plan.modelName, inModel);
  const inConfig = config === undefined ? [] : variantDifferences(plan, config);
  return inConfig.length > 0 ? stranger('endpoint configuration', plan.endpointConfigName, inConfig) : undefined;
}

const stranger = (kind: string, name: string, differences: readonly string[]): string =>
  `the ${kind} ${name} exists already and is another one (${differences.join(', ')}): delete it and try again`;

/** Whether what was live before the rollout is live after it failed. */
function stillLive(endpoint: EndpointObservation | undefined, { before }: RolloutProgress): string {
  if (endpoint?.status !== 'InService') return 'Nothing is known to be live.';
  const { configName } = endpoint;
  return before === null || before === configName
    ? `${configName} is still live.`
    : `${configName} is live, but before it was ${before}.`;
}

/** Often while a quick runtime may be done, seldom when it takes minutes. */
const waitSeconds = (elapsedSeconds: number): number => (elapsedSeconds < 20 ? 1 : elapsedSeconds < 120 ? 5 : 15);
