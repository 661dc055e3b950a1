import { describe, expect, it } from '@jest/globals';
import {
  endpointObservation,
  modelObservation,
  servingConfigName,
  variantObservations,
} from '../../../domain/rollout/described.ts';

describe('what SageMaker describes', () => {
  it('of an endpoint in an update: what serves, what comes, and the image of each variant that names one', () => {
    const seen = {
      EndpointName: 'ty-local-reviews',
      EndpointStatus: 'Updating' as const,
      EndpointConfigName: 'old',
      PendingDeploymentSummary: { EndpointConfigName: 'new' },
      ProductionVariants: [
        { VariantName: 'live', DeployedImages: [{ SpecifiedImage: 'image:1', ResolvedImage: 'image@sha256:1' }] },
        { VariantName: 'silent', DeployedImages: [] },
        { VariantName: undefined, DeployedImages: [{ SpecifiedImage: 'image:2' }] },
      ],
    };
    const variants = [{ name: 'live', modelName: 'm', instanceType: 't', instanceCount: 1 }];

    expect(servingConfigName(seen)).toBe('old');
    expect(endpointObservation(seen, variants)).toEqual({
      status: 'Updating',
      configName: 'old',
      pendingConfigName: 'new',
      failureReason: undefined,
      variants,
      images: { live: 'image:1' },
    });
  });

  it('of an endpoint that failed before it served anything: the reason, and no configuration', () => {
    const seen = { EndpointStatus: 'Failed' as const, EndpointConfigName: '', FailureReason: 'no /ping' };

    expect(servingConfigName(seen)).toBeUndefined();
    expect(endpointObservation(seen, undefined)).toMatchObject({
      status: 'Failed',
      configName: '',
      failureReason: 'no /ping',
      variants: undefined,
      images: {},
    });
  });

  it('of an endpoint without a status: that it does not serve', () => {
    expect(endpointObservation({}, undefined).status).toBe('OutOfService');
  });

  it('of a configuration: its variants, whose missing members equal no planned ones', () => {
    const full = { VariantName: 'live', ModelName: 'm', InstanceType: 'ml.m5.large', InitialInstanceCount: 2 };

    expect(variantObservations({ ProductionVariants: [full, { VariantName: 'bare' }] })).toEqual([
      { name: 'live', modelName: 'm', instanceType: 'ml.m5.large', instanceCount: 2 },
      { name: 'bare', modelName: '', instanceType: '', instanceCount: 0 },
    ]);
    expect(variantObservations(undefined)).toBeUndefined();
  });

  it('of a model: its container', () => {
    const container = { Image: 'image', ModelDataUrl: 's3://b/k', Environment: { A: '1' } };

    expect(modelObservation({ PrimaryContainer: container })).toEqual({
      image: 'image',
      artifactUri: 's3://b/k',
      environment: { A: '1' },
    });
    expect(modelObservation({})).toEqual({ image: '', artifactUri: '', environment: {} });
  });
});
