import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextStep } from '../../../domain/rollout/next-step.ts';
import { ENDPOINT_STATUSES, type EndpointObservation, type Observation } from '../../../domain/rollout/observation.ts';
import type { RolloutPlan } from '../../../domain/rollout/plan.ts';
import { afterRelease } from '../../../domain/rollout/release.ts';
import { released } from './releases.ts';

const START = '2026-11-21T12:00:00.000Z';
const plan: RolloutPlan = {
  strategy: 'all-at-once',
  endpointName: 'e',
  modelName: 'm2',
  endpointConfigName: 'c2',
  model: { image: 'i', artifactUri: 's3://b/k', environment: {} },
  variant: { name: 'live', instanceType: 'ml.t2.medium', instanceCount: 1 },
};
const variant = { ...plan.variant, modelName: 'm2' };
const model = plan.model;
const progress = { startedAt: START, before: null, requested: false, fencingToken: 1, plan };
const soon = new Date(Date.parse(START) + 5000);
const seen = (endpoint: Partial<EndpointObservation> | undefined, more: Partial<Observation> = {}): Observation => ({
  model,
  config: [variant],
  endpoint: endpoint && {
    status: 'InService',
    configName: 'c1',
    pendingConfigName: undefined,
    failureReason: undefined,
    variants: [],
    images: {},
    ...endpoint,
  },
  ...more,
});

const endpoints = fc.option(
  fc.record({
    status: fc.constantFrom(...ENDPOINT_STATUSES),
    configName: fc.constantFrom('c1', 'c2'),
    pendingConfigName: fc.constantFrom(undefined, 'c1', 'c2'),
    failureReason: fc.option(fc.string(), { nil: undefined }),
    variants: fc.constantFrom(undefined, [], [variant], [{ ...variant, modelName: 'm1' }], [variant, variant]),
    images: fc.constantFrom<Record<string, string>[]>({}, { live: 'i' }, { live: 'another' }),
  }),
  { nil: undefined },
);
const observations = fc.record({
  model: fc.constantFrom(undefined, model, { ...model, image: 'another' }, { ...model, environment: { A: 'b' } }),
  config: fc.constantFrom(undefined, [variant], [{ ...variant, instanceCount: 2 }]),
  endpoint: endpoints,
});

describe('the next step of a rollout', () => {
  it('records a release only when the live configuration is the requested one, by name and content', () => {
    fc.assert(
      fc.property(observations, fc.boolean(), fc.nat(7200), (observation, requested, seconds) => {
        const now = new Date(Date.parse(START) + seconds * 1000);
        const step = nextStep(plan, observation, { ...progress, requested }, now);
        const { endpoint } = observation;
        const isLive =
          endpoint?.status === 'InService' &&
          endpoint.configName === 'c2' &&
          endpoint.variants?.length === 1 &&
          endpoint.variants[0]?.modelName === 'm2' &&
          endpoint.images.live !== 'another' &&
          observation.model === model;
        expect(step.do === 'record-release').toBe(isLive);
      }),
    );
  });

  it('never deletes an endpoint that serves, and never asks twice', () => {
    fc.assert(
      fc.property(observations, fc.boolean(), (observation, requested) => {
        const step = nextStep(plan, observation, { ...progress, requested }, soon);
        if (step.do === 'delete-endpoint') expect(observation.endpoint?.status).toBe('Failed');
        if (requested) expect(['create-endpoint', 'update-endpoint', 'delete-endpoint']).not.toContain(step.do);
      }),
    );
  });

  it('makes model and configuration before it touches the endpoint', () => {
    expect(nextStep(plan, seen(undefined, { model: undefined }), progress, soon)).toEqual({ do: 'create-model' });
    expect(nextStep(plan, seen(undefined, { config: undefined }), progress, soon)).toEqual({
      do: 'create-endpoint-config',
    });
    expect(nextStep(plan, seen(undefined), progress, soon)).toEqual({ do: 'create-endpoint' });
    expect(nextStep(plan, seen({}), progress, soon)).toEqual({ do: 'update-endpoint' });
  });

  it("fails with the endpoint's reason and with what is live after a failed update", () => {
    const step = nextStep(plan, seen({ failureReason: 'no /ping' }), { ...progress, requested: true }, soon);

    expect(step).toEqual({ do: 'fail', reason: 'no /ping. c1 is still live.' });
  });

  it('says so when another configuration is live than before', () => {
    const strange = seen({ configName: 'c9', failureReason: 'no /ping' });

    const step = nextStep(plan, strange, { ...progress, before: 'c1', requested: true }, soon);

    expect(step).toEqual({ do: 'fail', reason: 'no /ping. c9 is live, but before it was c1.' });
  });

  it('has an end when the endpoint never settles', () => {
    const late = new Date(Date.parse(START) + 3_601_000);

    expect(nextStep(plan, seen({ status: 'Updating' }), { ...progress, requested: true }, late)).toMatchObject({
      do: 'fail',
    });
  });
});

describe('the release record', () => {
  it('keeps what was live before as the rollback target, also when a step is repeated', () => {
    const first = afterRelease(undefined, 'w', released(1), 1);
    const second = afterRelease(first, 'w', released(2), 2);
    const again = afterRelease(second, 'w', released(2), 2);
    const resized = afterRelease(again, 'w', released(2, { endpointConfigName: 'c2-big' }), 3);

    expect(first.previous).toBeUndefined();
    expect(again).toEqual(second);
    expect(resized).toMatchObject({ live: { endpointConfigName: 'c2-big' }, previous: { packageVersion: 1 } });
  });
});
