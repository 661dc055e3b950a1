import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';

const spread = { backoffRate: 2, maxDelay: Duration.minutes(2), jitterStrategy: JitterType.FULL } as const;

/** What a stage's function may be asked again after: Lambda's own trouble, and AWS calls that failed for a while. */
export const RETRY_FUNCTION: RetryProps = {
  errors: [
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.TooManyRequestsException',
    'Lambda.Unknown',
    // The function's process died, or its time was over: newer runtimes name these, older ones say `Lambda.Unknown`.
    'Runtime.ExitError',
    'Sandbox.Timedout',
    'AWS_FAILED',
  ],
  interval: Duration.seconds(2),
  maxAttempts: 5,
  ...spread,
};

/**
 * What the function for small data may be asked again after. One that died, or ran out of time or memory, would do so
 * again: a job does its work then.
 */
export const RETRY_PROCESSING_FUNCTION: RetryProps = {
  errors: [
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.TooManyRequestsException',
    'AWS_FAILED',
  ],
  interval: Duration.seconds(2),
  maxAttempts: 2,
  ...spread,
};

/**
 * A job that cannot be created just now. Every other error has one name, whether it will pass or not: after it the job
 * is looked at, which tells.
 */
export const RETRY_JOB: RetryProps = {
  errors: ['SageMaker.ResourceLimitExceededException', 'SageMaker.ThrottlingException'],
  interval: Duration.seconds(10),
  maxAttempts: 4,
  ...spread,
};

/** A training job that cannot be created just now. For a quota that is used up it waits as for a machine, or goes elsewhere. */
export const RETRY_TRAINING_JOB: RetryProps = { ...RETRY_JOB, errors: ['SageMaker.ThrottlingException'] };

/** A nested execution that could not be started. */
export const RETRY_EXECUTION: RetryProps = {
  errors: [
    'StepFunctions.AWSStepFunctionsException',
    'StepFunctions.ThrottlingException',
    'StepFunctions.SdkClientException',
  ],
  interval: Duration.seconds(2),
  maxAttempts: 4,
  ...spread,
};
