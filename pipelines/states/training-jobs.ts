import { Choice, Condition, type CustomState, Map as MapState, Pass } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { PROVISIONING_SECONDS, tagList } from './processing-job.ts';
import { RETRY_FUNCTION, RETRY_TRAINING_JOB } from './retry.ts';
import { task } from './task.ts';
import { trainingRequest } from './training-request.ts';
import { type TuningJobProps, tuningJob } from './tuning-job.ts';
import { watchedJob } from './watched-job.ts';

export interface TrainingJobsProps extends TuningJobProps {
  /** Path of the list of what is to be trained: `Work` of `domain/prepare/messages.ts`. */
  readonly itemsPath: string;
  readonly runIdPath: string;
  readonly maxConcurrency: number;
  /** The longest that a job of any candidate on any offer may take, its waits included. */
  readonly timeoutSeconds: number;
}

/** Which job of which candidate it came to. */
const NAMED = { 'candidate.$': '$.training.candidate', 'jobName.$': '$.offer.jobName', 'left.$': '$.offer.left' };

/**
 * Trains every candidate that is not trained yet, each on the first of its offers of capacity that has a machine which
 * stays; those that are tuned share one tuning job. One that fails ends its own branch only; what became of each is read
 * from the jobs afterwards.
 */
export function trainingJobs(scope: Construct, id: string, props: TrainingJobsProps): MapState {
  const choose = chooseOffer(scope, props);
  const job = trainCandidate(scope, props);
  const trained = new Pass(scope, 'CandidateTrained', { parameters: NAMED });
  const look = watchedJob(scope, 'TrainingJob', [job], {
    begin: job,
    functionArn: props.jobFunctionArn,
    kind: 'training',
    jobNamePath: '$.offer.jobName',
    timeoutSeconds: props.timeoutSeconds + PROVISIONING_SECONDS,
    waitSecondsPath: '$.offer.waitSeconds',
    done: trained,
    failed: choose,
    unseen: new Pass(scope, 'CandidateUnseen', { parameters: NAMED }),
  });
  // Also after an end without an error: a job that was stopped may be one.
  job.next(look);
  choose.next(
    new Choice(scope, 'IsOfferLeft').when(Condition.stringEquals('$.offer.outcome', 'create'), job).otherwise(
      new Pass(scope, 'CandidateFailed', {
        comment: 'The run goes on with the other candidates.',
        parameters: { ...NAMED, 'error.$': '$.offer.error' },
      }),
    ),
  );
  const map = new MapState(scope, id, {
    itemsPath: props.itemsPath,
    itemSelector: { 'workload.$': '$.workload', 'runId.$': props.runIdPath, 'training.$': '$$.Map.Item.Value' },
    maxConcurrency: props.maxConcurrency,
    resultPath: '$.trained',
  });
  map.itemProcessor(
    new Choice(scope, 'IsTuning')
      .when(Condition.isPresent('$.training.tuning'), tuningJob(scope, props))
      .otherwise(choose),
  );
  return map;
}

function chooseOffer(scope: Construct, props: TrainingJobsProps): CustomState {
  const choose = task(scope, 'ChooseOffer', {
    resource: props.offerFunctionArn,
    parameters: {
      'workload.$': '$.workload',
      'runId.$': '$.runId',
      volume: { gb: props.volumeGb, kmsKeyId: props.kmsKeyArn },
      'state.$': '$',
    },
    resultPath: '$.offer',
    timeoutSeconds: 120,
    retry: RETRY_FUNCTION,
  });
  const unchosen = new Pass(scope, 'CandidateUnchosen', {
    parameters: { 'candidate.$': '$.training.candidate', 'caught.$': '$.error' },
  });
  choose.addCatch(unchosen, { errors: ['States.ALL'], resultPath: '$.error' });
  return choose;
}

const trainCandidate = (scope: Construct, props: TrainingJobsProps): CustomState =>
  task(scope, 'TrainCandidate', {
    resource: 'arn:aws:states:::sagemaker:createTrainingJob.sync',
    parameters: {
      'TrainingJobName.$': '$.offer.jobName',
      'HyperParameters.$': '$.training.hyperparameters',
      CheckpointConfig: { 'S3Uri.$': '$.training.checkpointUri' },
      ...trainingRequest(props),
      Tags: tagList(props.tags),
    },
    // Where an error would stand: what was heard of an end is about this job and none before it.
    resultSelector: { Error: 'JobEnded', 'Cause.$': '$.TrainingJobStatus' },
    resultPath: '$.caught',
    timeoutSeconds: props.timeoutSeconds + PROVISIONING_SECONDS,
    retry: RETRY_TRAINING_JOB,
  });
