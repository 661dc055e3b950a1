import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  ApiKeySourceType,
  EndpointType,
  type IApiKey,
  JsonSchemaType,
  JsonSchemaVersion,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  Period,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { retentionOf, workloadNames } from '../configured.ts';
import { ALARM_PERIOD, notifyingAlarm } from '../constructs/alarm.ts';
import { addErrorResponses } from '../constructs/error-responses.ts';
import { acceptFinding } from '../constructs/security-checks.ts';
import { StageFunction } from '../constructs/stage-function.ts';
import { grantWorkloadParameters } from '../grants.ts';
import { SageMakerArns } from '../sagemaker-arns.ts';
import type { PlatformStackProps } from '../stack-props.ts';

/** The stage lets so many keys call at their full rate at once: one key cannot use up what the others need. */
const KEYS_AT_FULL_RATE = 10;

/** The front door: `POST /v1/{workload}/predictions` with an API key. */
export class ApiStack extends Stack {
  readonly api: RestApi;
  readonly apiKey: IApiKey;

  constructor(scope: Construct, id: string, props: PlatformStackProps) {
    super(scope, id, props);
    this.api = this.#restApi(props);
    const predict = this.#predict(props);
    this.#addPredictions(predict);
    addErrorResponses(this.api);
    this.apiKey = this.#usagePlan(props);

    const { alarms } = props.configuration.environment;
    notifyingAlarm(this, 'ServerErrors', {
      topic: props.notifications.topic,
      metric: this.api.deploymentStage.metricServerError({ period: ALARM_PERIOD, statistic: 'Average' }),
      threshold: alarms.apiErrorPercent / 100,
      periods: 2,
      description: 'Predictions fail. `trainyard status` shows what is live; `trainyard rollback` takes it back.',
    });
    notifyingAlarm(this, 'PredictErrors', {
      topic: props.notifications.topic,
      metric: predict.metricErrors({ period: ALARM_PERIOD }),
      threshold: 5,
      description: 'The predict function itself fails; its log says why.',
    });
  }

  /** `https://…/<stage>` without a trailing slash. */
  get url(): string {
    const { restApiId, deploymentStage } = this.api;
    return `https://${restApiId}.execute-api.${this.region}.${this.urlSuffix}/${deploymentStage.stageName}`;
  }

  #restApi({ configuration }: PlatformStackProps): RestApi {
    const { name, throttling } = configuration.environment;
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      retention: retentionOf(configuration),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const api = new RestApi(this, 'Api', {
      // Metrics are published by this name, so it has to differ between environments of one account.
      restApiName: `trainyard-${name}`,
      description: `Predictions of Trainyard ${name}`,
      endpointTypes: [EndpointType.REGIONAL],
      apiKeySourceType: ApiKeySourceType.HEADER,
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN,
      deployOptions: {
        stageName: 'live',
        tracingEnabled: true,
        metricsEnabled: true,
        loggingLevel: MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        throttlingRateLimit: throttling.ratePerSecond * KEYS_AT_FULL_RATE,
        throttlingBurstLimit: throttling.burst * KEYS_AT_FULL_RATE,
        accessLogDestination: new LogGroupLogDestination(accessLogs),
        accessLogFormat: AccessLogFormat.jsonWithStandardFields({
          caller: false,
          httpMethod: true,
          ip: true,
          protocol: true,
          requestTime: true,
          resourcePath: true,
          responseLength: true,
          status: true,
          user: false,
        }),
      },
    });
    acceptFinding(api, 'IAM4', "API Gateway's own policy for writing its logs; it has no narrower form.");
    acceptFinding(
      api,
      'APIG3',
      'Callers are known by API key and throttled each; a web ACL is the choice of the account.',
    );
    return api;
  }

  #predict({ configuration }: PlatformStackProps): StageFunction {
    const { environment } = configuration;
    const predict = new StageFunction(this, 'Predict', {
      stage: 'predict',
      description: 'Answers predictions',
      logRetentionDays: retentionOf(configuration),
      // API Gateway gives up after 29 seconds; the function says so first.
      timeout: Duration.seconds(28),
      memoryMb: 512,
      environment: { TRAINYARD_ENVIRONMENT: environment.name },
    });
    grantWorkloadParameters(this, environment.name, predict);
    predict.allow(
      ['sagemaker:InvokeEndpoint'],
      new SageMakerArns(this, environment.name, workloadNames(configuration)).endpoints,
    );
    return predict;
  }

  #addPredictions(predict: StageFunction): void {
    const model = this.api.addModel('PredictionRequest', {
      contentType: 'application/json',
      description: 'Texts to classify',
      schema: {
        schema: JsonSchemaVersion.DRAFT4,
        type: JsonSchemaType.OBJECT,
        required: ['texts'],
        additionalProperties: false,
        properties: {
          texts: {
            type: JsonSchemaType.ARRAY,
            // How many are too many is the workload's to say; the function answers with its limit.
            minItems: 1,
            items: { type: JsonSchemaType.STRING },
          },
        },
      },
    });
    const validator = this.api.addRequestValidator('Body', {
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    const predictions = this.api.root.addResource('v1').addResource('{workload}').addResource('predictions');
    const method = predictions.addMethod('POST', new LambdaIntegration(predict.function, { allowTestInvoke: false }), {
      apiKeyRequired: true,
      requestParameters: { 'method.request.path.workload': true },
      requestModels: { 'application/json': model },
      requestValidator: validator,
    });
    const reason = 'Callers are applications, known by their API key; each key has its own rate and quota.';
    acceptFinding(method, 'APIG4', reason);
    acceptFinding(method, 'COG4', reason);
  }

  #usagePlan({ configuration }: PlatformStackProps): IApiKey {
    const { name, throttling } = configuration.environment;
    const key = this.api.addApiKey('Key', { description: `First key of Trainyard ${name}` });
    const plan = this.api.addUsagePlan('Plan', {
      description: `Callers of Trainyard ${name}`,
      throttle: { rateLimit: throttling.ratePerSecond, burstLimit: throttling.burst },
      quota: { limit: throttling.requestsPerDay, period: Period.DAY },
      apiStages: [{ stage: this.api.deploymentStage }],
    });
    plan.addApiKey(key);
    return key;
  }
}
