import { beforeAll, describe, expect, it } from '@jest/globals';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { loadConfiguration, loadDelivery } from '../../config/load.ts';
import { SecurityChecks } from '../../lib/constructs/security-checks.ts';
import { DELIVERED_ENVIRONMENTS, DeliveryStack } from '../../pipelines/delivery.ts';
import { testApp } from '../lib/synthesize.ts';

interface PipelineStage {
  readonly Name: string;
  readonly Actions: readonly {
    readonly Name: string;
    readonly RunOrder: number;
    readonly ActionTypeId: { readonly Category: string };
    readonly Configuration: Record<string, unknown>;
  }[];
}

describe('the delivery pipeline', () => {
  const app = testApp();
  let template: Template;
  let stages: PipelineStage[];

  beforeAll(async () => {
    const environments = await Promise.all(DELIVERED_ENVIRONMENTS.map((name) => loadConfiguration(name)));
    const stack = new DeliveryStack(app, 'trainyard-delivery', { delivery: await loadDelivery(), environments });
    template = Template.fromStack(stack);
    const [pipeline] = Object.values(template.findResources('AWS::CodePipeline::Pipeline'));
    stages = pipeline?.Properties.Stages;
  });

  it('builds, tests and then goes through the environments in order', () => {
    expect(stages.map(({ Name }) => Name)).toEqual([
      'Source',
      'Build',
      'UpdatePipeline',
      'Assets',
      'dev',
      'staging',
      'prod',
    ]);
  });

  it('runs the very test command of the project before anything is deployed', () => {
    template.hasResourceProperties('AWS::CodeBuild::Project', {
      Source: Match.objectLike({ BuildSpec: Match.stringLikeRegexp('npm test') }),
    });
  });

  it('waits for a person before production, and before nothing else', () => {
    const approvals = stages.flatMap(({ Name, Actions }) =>
      Actions.filter(({ ActionTypeId }) => ActionTypeId.Category === 'Approval').map((action) => ({ Name, action })),
    );
    expect(approvals.map(({ Name }) => Name)).toEqual(['prod']);
    const others =
      stages.find(({ Name }) => Name === 'prod')?.Actions.filter(({ Name }) => Name !== 'Approve-prod') ?? [];
    expect(Math.min(...others.map(({ RunOrder }) => RunOrder))).toBeGreaterThan(approvals[0]?.action.RunOrder ?? 0);
  });

  it('tells people over an encrypted topic that it waits for them', () => {
    const approval = stages.flatMap(({ Actions }) => Actions).find(({ Name }) => Name === 'Approve-prod');
    expect(approval?.Configuration).toHaveProperty('NotificationArn');
    template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
  });

  it('passes the security checks', () => {
    expect(new SecurityChecks(app).validateScope(app).violations).toEqual([]);
  });
});
