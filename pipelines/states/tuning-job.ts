import {
  Choice,
  Condition,
  type CustomState,
  Fail,
  type IChainable,
  type INextable,
  Map as MapState,
  Pass,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { PROVISIONING_SECONDS, tagList } from './processing-job.ts';
import { RETRY_FUNCTION, RETRY_JOB } from './retry.ts';
import { type Parameters, task } from './task.ts';
import { type TrainingSettings, trainingRequest } from './training-request.ts';
import { watchedJob } from './watched-job.ts';

export interface TuningJobProps extends TrainingSettings {
  /** The longest that a tuning job may take. */
  readonly tuningSeconds: number;
  /** ARN of the function that chooses a candidate's offer of capacity. */
  readonly offerFunctionArn: string;
  /** ARN of the function that looks at a job. */
  readonly jobFunctionArn: string;
}

const NAMED = { 'jobName.$': '$.training.tuning.jobName' };

/**
 * Tunes all candidates that have ranges in one tuning job, each on the first of its offers of capacity: `$.training.tuning`
 * is a `TuningJob` of `domain/prepare/messages.ts`. Gives the first state. What became of each candidate is read from the
 * trials afterwards, also when the job failed or was stopped.
 */
export function tuningJob(scope: Construct, props: TuningJobProps): IChainable {
  const cold = tuneCandidates(scope, 'TuneCandidates', {}, props);
  const warm = tuneCandidates(
    scope,
    'TuneCandidatesWarm',
    { 'WarmStartConfig.$': '$.training.tuning.warmStart' },
    props,
  );
  const tune = new Choice(scope, 'IsTuningWarm')
    .when(Condition.isPresent('$.training.tuning.warmStart'), warm)
    .otherwise(cold);
  const look = watchedJob(scope, 'TuningJob', [cold, warm], {
    begin: tune,
    functionArn: props.jobFunctionArn,
    kind: 'tuning',
    jobNamePath: '$.training.tuning.jobName',
    timeoutSeconds: props.tuningSeconds + PROVISIONING_SECONDS,
    done: new Pass(scope, 'CandidatesTuned', { parameters: NAMED }),
    failed: new Pass(scope, 'CandidatesUntuned', { parameters: { ...NAMED, 'error.$': '$.job.error' } }),
    unseen: new Pass(scope, 'TuningUnseen', { parameters: NAMED }),
  });
  cold.next(look);
  warm.next(look);
  const define = defineTrainings(scope, props);
  define.addCatch(new Pass(scope, 'TuningUndefined', { parameters: { ...NAMED, 'caught.$': '$.error' } }), {
    errors: ['States.ALL'],
    resultPath: '$.error',
  });
  define.next(tune);
  return define;
}

/** `TrainingJobDefinitions`: what a training job is created with, and where its hyperparameters are searched. */
function defineTrainings(scope: Construct, props: TuningJobProps): MapState & INextable {
  const offer = task(scope, 'OfferForTrials', {
    resource: props.offerFunctionArn,
    parameters: {
      'workload.$': '$.workload',
      'runId.$': '$.runId',
      volume: { gb: props.volumeGb, kmsKeyId: props.kmsKeyArn },
      state: { 'training.$': '$.training' },
    },
    resultPath: '$.offer',
    timeoutSeconds: 120,
    retry: RETRY_FUNCTION,
  });
  offer.addCatch(new Fail(scope, 'NoOfferForTrials', { errorPath: '$.error.Error', causePath: '$.error.Cause' }), {
    errors: ['States.ALL'],
    resultPath: '$.error',
  });
  const parameters: Parameters = {
    'DefinitionName.$': '$.training.candidate',
    'TuningObjective.$': '$.objective',
    'HyperParameterRanges.$': '$.ranges',
    'StaticHyperParameters.$': '$.training.hyperparameters',
    // No checkpoints: all trials of a definition would share a folder.
    ...trainingRequest(props),
  };
  offer.next(new Pass(scope, 'DefineTrials', { parameters }));
  const map = new MapState(scope, 'DefineTuning', {
    itemsPath: '$.training.tuning.definitions',
    itemSelector: {
      'workload.$': '$.workload',
      'runId.$': '$.runId',
      'training.$': '$$.Map.Item.Value.training',
      'ranges.$': '$$.Map.Item.Value.ranges',
      'objective.$': '$$.Map.Item.Value.objective',
    },
    resultPath: '$.definitions',
  });
  map.itemProcessor(offer);
  return map;
}

const tuneCandidates = (scope: Construct, id: string, more: Parameters, props: TuningJobProps): CustomState =>
  task(scope, id, {
    resource: 'arn:aws:states:::sagemaker:createHyperParameterTuningJob.sync',
    parameters: {
      'HyperParameterTuningJobName.$': '$.training.tuning.jobName',
      'HyperParameterTuningJobConfig.$': '$.training.tuning.config',
      'TrainingJobDefinitions.$': '$.definitions',
      ...more,
      Tags: tagList(props.tags),
    },
    resultSelector: { Error: 'JobEnded', 'Cause.$': '$.HyperParameterTuningJobStatus' },
    resultPath: '$.caught',
    timeoutSeconds: props.tuningSeconds + PROVISIONING_SECONDS,
    retry: RETRY_JOB,
  });
