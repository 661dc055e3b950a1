import { beforeAll, describe, expect, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { apiErrorSchema } from '../../domain/predict/messages.ts';
import { resourcesOf, synthesize } from './synthesize.ts';

describe('the API stack', () => {
  let template: Template;

  beforeAll(async () => {
    const stricter = await synthesize('prod', (same) => ({
      ...same,
      environment: { ...same.environment, throttling: { ratePerSecond: 7, burst: 9, requestsPerDay: 1234 } },
    }));
    template = stricter.template('api');
  });

  it('takes predictions only with an API key and a body that the schema allows', () => {
    template.hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'POST',
      ApiKeyRequired: true,
      RequestModels: { 'application/json': Match.anyValue() },
      RequestValidatorId: Match.anyValue(),
    });
    template.hasResourceProperties('AWS::ApiGateway::RequestValidator', { ValidateRequestBody: true });
    template.hasResourceProperties('AWS::ApiGateway::Model', {
      Schema: Match.objectLike({
        required: ['texts'],
        additionalProperties: false,
        properties: { texts: { type: 'array', minItems: 1, items: { type: 'string' } } },
      }),
    });
  });

  it('limits rate and quota as the environment says', () => {
    template.hasResourceProperties('AWS::ApiGateway::UsagePlan', {
      Throttle: { RateLimit: 7, BurstLimit: 9 },
      Quota: { Limit: 1234, Period: 'DAY' },
    });
    template.hasResourceProperties('AWS::ApiGateway::Stage', {
      MethodSettings: [
        Match.objectLike({ ThrottlingRateLimit: 70, ThrottlingBurstLimit: 90, DataTraceEnabled: false }),
      ],
    });
  });

  it('writes an access log without who called', () => {
    const [stage] = Object.values(resourcesOf(template, 'AWS::ApiGateway::Stage'));
    const setting = stage?.Properties.AccessLogSetting as { Format: string };
    expect(Object.keys(JSON.parse(setting.Format)).sort()).toEqual([
      'httpMethod',
      'ip',
      'protocol',
      'requestId',
      'requestTime',
      'resourcePath',
      'responseLength',
      'status',
    ]);
  });

  it('refuses in the shape of every other error', () => {
    const responses = Object.values(resourcesOf(template, 'AWS::ApiGateway::GatewayResponse'));
    expect(responses).toHaveLength(10);
    for (const { Properties } of responses) {
      const { 'application/json': body } = Properties.ResponseTemplates as Record<string, string>;
      expect(() => apiErrorSchema.parse(JSON.parse(body ?? ''))).not.toThrow();
    }
    template.hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
      ResponseType: 'THROTTLED',
      StatusCode: '429',
    });
    template.hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
      ResponseType: 'INVALID_API_KEY',
      StatusCode: '403',
    });
  });

  it('has an alarm on server errors of its own stage', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/ApiGateway',
      MetricName: '5XXError',
      Dimensions: [
        { Name: 'ApiName', Value: 'trainyard-prod' },
        { Name: 'Stage', Value: Match.anyValue() },
      ],
    });
  });
});
