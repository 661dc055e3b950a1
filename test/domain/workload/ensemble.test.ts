import { describe, expect, it } from '@jest/globals';
import { configurationHash, deployedWorkloadSchema } from '../../../domain/workload/deployed.ts';
import { workloadSchema } from '../../../domain/workload/schema.ts';

const LABELS = { '0': 'negative', '1': 'positive' };
const parse = (settings: object) => workloadSchema.safeParse({ name: 'reviews', labels: LABELS, ...settings });
const complaints = (settings: object): string[] =>
  (parse(settings).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('an ensemble in a workload', () => {
  it('is none where nobody asks for one, and has three members at most where one does', () => {
    expect(parse({}).data?.ensemble).toBeUndefined();
    expect(parse({ ensemble: {} }).data?.ensemble).toEqual({ maxMembers: 3, minimumGain: 0.005 });
  });

  it('is refused with one candidate, beside one of its name, and with more members than a model may have', () => {
    const one = { name: 'one', family: 'linear' };

    expect(complaints({ ensemble: {}, candidates: [one] })).toEqual(['ensemble: needs two candidates at least']);
    expect(complaints({ ensemble: {}, candidates: [one, { ...one, name: 'ensemble' }] })).toEqual([
      'ensemble: is a candidate called ensemble itself: give the other one of that name another name',
    ]);
    expect(complaints({ ensemble: { maxMembers: 5 } })).toEqual([expect.stringMatching(/^ensemble.maxMembers: /)]);
  });

  it('makes another configuration, and none changes no configuration that was there before', () => {
    const hashOf = (settings: object): string =>
      configurationHash(
        deployedWorkloadSchema.parse({
          config: { name: 'reviews', labels: LABELS, ...settings },
          approval: 'auto',
          approvalTimeoutSeconds: 60,
          debounceSeconds: 0,
          images: { training: {}, inference: 'r:i' },
        }),
        {},
      );

    expect(new Set([hashOf({}), hashOf({ ensemble: {} }), hashOf({ ensemble: { maxMembers: 2 } })]).size).toBe(3);
    expect(hashOf({ ensemble: undefined })).toBe(hashOf({}));
  });
});
