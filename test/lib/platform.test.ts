import { beforeAll, describe, expect, it } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { environmentNames } from '../../config/load.ts';
import { SecurityChecks } from '../../lib/constructs/security-checks.ts';
import { deployedOf } from './deployed.ts';
import { resourcesOf, type Synthesized, synthesize, testApp } from './synthesize.ts';

describe('the platform', () => {
  const platforms = new Map<string, Synthesized>();
  const of = (name: string): Synthesized => {
    const platform = platforms.get(name);
    if (platform === undefined) throw new Error(`${name} was not synthesized.`);
    return platform;
  };
  let local: Synthesized;

  beforeAll(async () => {
    for (const name of environmentNames()) platforms.set(name, await synthesize(name));
    local = of('local');
  });

  it('is one set of stacks in every environment', () => {
    expect(local.stacks).toEqual(['data', 'notifications', 'registry', 'serving', 'training', 'api', 'description']);
  });

  it.each(environmentNames())('has nothing of MLflow in %s, which names none', (name) => {
    for (const stack of of(name).stacks) expect(JSON.stringify(of(name).template(stack))).not.toMatch(/mlflow/i);
  });

  it.each(environmentNames())('passes the security checks in %s', (name) => {
    const { app } = of(name);

    const { violations } = new SecurityChecks(app).validateScope(app);

    expect(violations).toEqual([]);
  });

  it('is checked by rules that find something', () => {
    const app = testApp();
    new Bucket(new Stack(app, 'careless'), 'Bucket');

    const { violations } = new SecurityChecks(app).validateScope(app);

    expect(violations.map(({ ruleName }) => ruleName)).toContain('AwsSolutions-S10');
  });

  it('has a model package group a workload, under the name that all parts agree on', () => {
    local.template('registry').hasResourceProperties('AWS::SageMaker::ModelPackageGroup', {
      ModelPackageGroupName: 'trainyard-local-reviews',
    });
  });

  it('describes each workload with its images to the functions', () => {
    const deployed = deployedOf(local, 'reviews');

    expect(deployed).toMatchObject({ approval: 'auto', debounceSeconds: 0, config: { name: 'reviews' } });
    expect(Object.keys(deployed.images.training).sort()).toEqual(['bigram', 'unigram']);
  });

  it('asks a person for each model in staging and production only', () => {
    const policies = environmentNames().map((name) => [name, of(name).configuration.environment.approval.policy]);
    expect(Object.fromEntries(policies)).toEqual({ local: 'auto', dev: 'auto', staging: 'manual', prod: 'manual' });
  });

  it('removes on destroy what runs outside CloudFormation, and models only where data may go', () => {
    const cleanup = (platform: Synthesized) =>
      Object.values(resourcesOf(platform.template('description'), 'Custom::RuntimeCleanup'))[0]?.Properties;
    expect(cleanup(local)).toMatchObject({ Environment: 'local', Workloads: ['reviews'], DeletePackages: true });
    expect(cleanup(of('prod'))).toMatchObject({ DeletePackages: false });
  });

  it('puts jobs into the subnets that the environment names', async () => {
    const network = { subnetIds: ['subnet-0a'], securityGroupIds: ['sg-0b'] };
    const inside = await synthesize('prod', (same) => ({ ...same, environment: { ...same.environment, network } }));
    const [machine] = Object.values(resourcesOf(inside.template('training'), 'AWS::StepFunctions::StateMachine'));
    expect(JSON.stringify(machine?.Properties.DefinitionString).match(/subnet-0a/g)).toHaveLength(4);
  });
});
