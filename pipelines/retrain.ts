import {
  Choice,
  Condition,
  type CustomState,
  Fail,
  type IChainable,
  type INextable,
  type Map as MapState,
  Succeed,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type ProcessingSettings, processing } from './states/processing.ts';
import type { JobSettings } from './states/processing-job.ts';
import { RETRY_EXECUTION, RETRY_FUNCTION } from './states/retry.ts';
import { type Parameters, task } from './states/task.ts';
import { trainingJobs } from './states/training-jobs.ts';

/** ARNs of the stages' functions. */
export type StageFunctions = Readonly<
  Record<'lease' | 'prepare' | 'offer' | 'job' | 'train' | 'gate' | 'register' | 'approve' | 'conclude', string>
>;

export interface RetrainDefinitionProps {
  readonly functions: StageFunctions;
  readonly rolloutStateMachineArn: string;
  readonly processing: ProcessingSettings;
  readonly training: JobSettings & {
    readonly volumeGb: number;
    readonly maxConcurrency: number;
    /** The longest that a job of any candidate on any offer may take, its waits included. */
    readonly timeoutSeconds: number;
    /** The longest that the tuning job of any workload may take. */
    readonly tuningSeconds: number;
  };
  readonly approvalTimeoutSeconds: number;
  readonly rolloutTimeoutSeconds: number;
}

const FUNCTION_TIMEOUT_SECONDS = 120;

const EXECUTION: Parameters = {
  'arn.$': '$$.Execution.Id',
  'stateMachineArn.$': '$$.StateMachine.Id',
  'startedAt.$': '$$.Execution.StartTime',
};

/** What every stage after the lease is told. */
const RUN: Parameters = {
  'workload.$': '$.workload',
  'runId.$': '$.lease.runId',
  'fencingToken.$': '$.lease.fencingToken',
  execution: EXECUTION,
};

/**
 * The state machine of a run, from lease to release. A state is called after its stage; where a stage is a job and a
 * function, the function reads what the job left and has the stage's participle. Each stage's answer lies under its
 * own name in the state's data, which holds references only. Whatever happens, `Conclude` comes last: it gets the
 * whole state, with `error` where a stage failed. A resumed run goes the same way and passes by what is done already.
 */
export class RetrainDefinition extends Construct {
  readonly start: IChainable;
  readonly #props: RetrainDefinitionProps;
  readonly #conclude: CustomState;

  constructor(scope: Construct, id: string, props: RetrainDefinitionProps) {
    super(scope, id);
    this.#props = props;
    this.#conclude = this.#concluding();

    const rollout = this.#guarded(this.#rollout());
    const approve = this.#approve();
    const approvalEnded = this.#approvalEnded();
    approve.addCatch(approvalEnded, { errors: ['States.Timeout'], resultPath: '$.approve' });
    this.#guarded(approve);
    rollout.next(this.#conclude);
    approve.next(rollout);
    approvalEnded.next(rollout);

    const register = this.#function('Register', 'register', RUN);
    register.next(
      new Choice(this, 'WhoApproves')
        .when(Condition.stringEquals('$.register.approval', 'auto'), rollout)
        .when(Condition.stringEquals('$.register.approval', 'manual'), approve)
        .otherwise(this.#conclude),
    );

    const prepared = this.#function('Prepared', 'prepare', RUN);
    const train = this.#guarded(
      trainingJobs(this, 'Train', {
        ...props.training,
        itemsPath: '$.prepare.trainingJobs',
        runIdPath: '$.lease.runId',
        offerFunctionArn: props.functions.offer,
        jobFunctionArn: props.functions.job,
      }),
    );
    const trained = this.#function('Trained', 'train', {
      ...RUN,
      'candidateJobs.$': '$.prepare.candidateJobs',
      'endings.$': '$.trained',
    });
    const gate = this.#function('Gate', 'gate', RUN);
    const evaluate = this.#evaluate(gate);
    train.next(trained);
    trained.next(
      new Choice(this, 'IsEvaluated')
        .when(Condition.booleanEquals('$.train.evaluated', true), gate)
        .otherwise(evaluate),
    );
    gate.next(register);
    prepared.next(
      new Choice(this, 'IsDatasetReady')
        .when(Condition.stringEquals('$.prepare.outcome', 'ready'), train)
        .otherwise(this.#conclude),
    );

    const lease = this.#function('Lease', 'lease', {
      'request.$': '$',
      execution: EXECUTION,
    });
    lease.next(
      new Choice(this, 'IsLeased')
        .when(
          Condition.stringEquals('$.lease.outcome', 'acquired'),
          new Choice(this, 'IsPrepared')
            .when(Condition.booleanEquals('$.lease.prepared', true), prepared)
            .otherwise(this.#prepare(prepared)),
        )
        .otherwise(this.#conclude),
    );
    this.start = lease;
  }

  #function(id: string, stage: keyof StageFunctions, parameters: Parameters): CustomState {
    return this.#guarded(
      task(this, id, {
        resource: this.#props.functions[stage],
        parameters,
        resultPath: `$.${stage}`,
        timeoutSeconds: FUNCTION_TIMEOUT_SECONDS,
        retry: RETRY_FUNCTION,
      }),
    );
  }

  /** A stage that fails for good ends the run with its error. */
  #guarded<T extends (CustomState | MapState) & INextable>(state: T): T {
    state.addCatch(this.#conclude, { errors: ['States.ALL'], resultPath: '$.error' });
    return state;
  }

  #prepare(done: IChainable): IChainable {
    return processing(this, 'Prepare', {
      ...this.#processing,
      program: 'prepare',
      placePath: '$.lease.prepareOn',
      jobNamePath: '$.lease.prepareJobName',
      inputs: { plan: '$.lease.planUri' },
      output: { name: 'summary', uriPath: '$.lease.prepareUri' },
      done,
    });
  }

  #evaluate(done: IChainable): IChainable {
    return processing(this, 'Evaluate', {
      ...this.#processing,
      program: 'evaluate',
      placePath: '$.prepare.evaluateOn',
      jobNamePath: '$.prepare.evaluateJobName',
      inputs: { plan: '$.lease.planUri', dataset: '$.prepare.datasetUri' },
      output: { name: 'evaluation', uriPath: '$.prepare.evaluateUri' },
      done,
    });
  }

  get #processing() {
    const { processing: settings, functions } = this.#props;
    return { settings, jobFunctionArn: functions.job, failed: this.#conclude };
  }

  /** Waits until the registry says that a person approved this package, or until the time limit. */
  #approve(): CustomState {
    return task(this, 'Approve', {
      resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      parameters: {
        FunctionName: this.#props.functions.approve,
        Payload: {
          'taskToken.$': '$$.Task.Token',
          'workload.$': '$.workload',
          'runId.$': '$.lease.runId',
          'fencingToken.$': '$.lease.fencingToken',
          'packageArn.$': '$.register.packageArn',
          'packageVersion.$': '$.register.packageVersion',
        },
      },
      resultPath: '$.approve',
      timeoutSeconds: this.#props.approvalTimeoutSeconds,
      retry: RETRY_FUNCTION,
    });
  }

  /** Nobody answered in time. A decision that the registry has all the same counts; else the approval expires. */
  #approvalEnded(): CustomState {
    return this.#guarded(
      task(this, 'ApprovalEnded', {
        resource: this.#props.functions.approve,
        parameters: {
          ...RUN,
          'packageArn.$': '$.register.packageArn',
          'packageVersion.$': '$.register.packageVersion',
          expired: true,
        },
        resultPath: '$.approve',
        timeoutSeconds: FUNCTION_TIMEOUT_SECONDS,
        retry: RETRY_FUNCTION,
      }),
    );
  }

  #rollout(): CustomState {
    return task(this, 'Rollout', {
      resource: 'arn:aws:states:::states:startExecution.sync:2',
      parameters: {
        StateMachineArn: this.#props.rolloutStateMachineArn,
        Input: {
          'workload.$': '$.workload',
          'runId.$': '$.lease.runId',
          'fencingToken.$': '$.lease.fencingToken',
          'packageArn.$': '$.register.packageArn',
          'packageVersion.$': '$.register.packageVersion',
          reason: 'promoted',
          by: 'retrain',
          'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$': '$$.Execution.Id',
        },
      },
      resultSelector: { 'executionArn.$': '$.ExecutionArn' },
      resultPath: '$.rollout',
      timeoutSeconds: this.#props.rolloutTimeoutSeconds,
      retry: RETRY_EXECUTION,
    });
  }

  #concluding(): CustomState {
    const conclude = task(this, 'Conclude', {
      resource: this.#props.functions.conclude,
      parameters: { 'state.$': '$', execution: EXECUTION },
      resultPath: '$.conclude',
      timeoutSeconds: FUNCTION_TIMEOUT_SECONDS,
      retry: RETRY_FUNCTION,
    });
    // The execution's end makes EventBridge call the function once more, which then releases the lease.
    conclude.addCatch(new Fail(this, 'NotConcluded', { errorPath: '$.error.Error', causePath: '$.error.Cause' }), {
      errors: ['States.ALL'],
      resultPath: '$.error',
    });
    conclude.next(
      new Choice(this, 'HasFailed')
        .when(
          Condition.stringEquals('$.conclude.outcome', 'failed'),
          new Fail(this, 'Failed', { errorPath: '$.conclude.error.code', causePath: '$.conclude.error.what' }),
        )
        .otherwise(new Succeed(this, 'Done')),
    );
    return conclude;
  }
}
