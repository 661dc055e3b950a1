import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildManifest } from '../../../domain/prepare/build-manifest.ts';
import { reconciles, sumCounts } from '../../../domain/prepare/counts.ts';
import { manifestSchema, type UploadOutcome } from '../../../domain/prepare/manifest.ts';
import { type DatasetShape, noneUsable, refusalOf } from '../../../domain/prepare/refusal.ts';
import { workloadSchema } from '../../../domain/workload/schema.ts';

const config = workloadSchema.parse({ name: 'reviews', labels: { '0': 'negative', '1': 'positive' } });

const upload = (counts: Partial<UploadOutcome['counts']>, error?: UploadOutcome['error']): UploadOutcome => ({
  uploadId: 'aaaaaaaaaaaa',
  key: 'reviews/a.csv',
  versionId: 'v1',
  counts: { received: 0, accepted: 0, duplicates: 0, quarantined: 0, ...counts },
  quarantinedByReason: {},
  ...(error && { error }),
});

function shapeOf(uploads: UploadOutcome[], overrides: Partial<DatasetShape> = {}): DatasetShape {
  const counts = sumCounts(uploads.map((one) => one.counts));
  return {
    counts,
    rowsPerLabel: { negative: counts.accepted / 2, positive: counts.accepted / 2 },
    rowsPerSplit: { train: counts.accepted - 2, validation: 1, test: 1 },
    trainRowsPerLabel: { negative: 5, positive: 5 },
    uploads,
    ...overrides,
  };
}

const facts = (shape: DatasetShape) => ({
  ...shape,
  config,
  runId: 'aaaaaaaaaaaa-1',
  fencingToken: 7,
  createdAt: '2026-01-01T00:00:00.000Z',
  id: 'f'.repeat(64),
  version: 3,
  parent: 2,
});

describe('counts', () => {
  const counts = fc.tuple(fc.nat(1e6), fc.nat(1e6), fc.nat(1e6)).map(([accepted, duplicates, quarantined]) => ({
    received: accepted + duplicates + quarantined,
    accepted,
    duplicates,
    quarantined,
  }));

  it('that add up for each upload add up together', () => {
    fc.assert(fc.property(fc.array(counts), (all) => reconciles(sumCounts(all))));
  });

  it('do not add up when one row is lost', () => {
    fc.assert(fc.property(counts, (one) => !reconciles({ ...one, received: one.received + 1 })));
  });
});

describe('buildManifest', () => {
  it('makes a manifest of the schema', () => {
    const manifest = buildManifest(
      facts(shapeOf([upload({ received: 12, accepted: 10, duplicates: 1, quarantined: 1 })])),
    );

    expect(manifestSchema.parse(manifest)).toEqual(manifest);
    expect(manifest).toMatchObject({ version: 3, parent: 2, labels: ['negative', 'positive'] });
  });

  it.each([
    ['an upload lost a row', shapeOf([upload({ received: 11, accepted: 10 })])],
    [
      'the splits lack a row',
      shapeOf([upload({ received: 10, accepted: 10 })], { rowsPerSplit: { train: 7, validation: 1, test: 1 } }),
    ],
  ])('refuses to when %s', (_name, shape) => {
    expect(() => buildManifest(facts(shape))).toThrow('do not add up');
  });
});

describe('refusalOf', () => {
  const whole = upload({ received: 10, accepted: 10 });
  const broken = upload({}, { code: 'COLUMNS_MISSING', message: 'the column text is missing' });

  it.each([
    ['nothing against a good dataset', shapeOf([whole]), undefined],
    ['nothing when one file of two is broken', shapeOf([whole, broken]), undefined],
    ['the file’s own error when all are broken', shapeOf([broken, broken]), 'COLUMNS_MISSING'],
    ['that no row was accepted', shapeOf([upload({ received: 3, quarantined: 3 }), broken]), 'NO_ROWS_ACCEPTED'],
    ['that there is one class', shapeOf([whole], { rowsPerLabel: { negative: 10, positive: 0 } }), 'ONE_CLASS_ONLY'],
    [
      'that a split is empty',
      shapeOf([whole], { rowsPerSplit: { train: 10, validation: 0, test: 0 } }),
      'TOO_FEW_ROWS',
    ],
    [
      'that a label cannot be learnt',
      shapeOf([whole], { trainRowsPerLabel: { negative: 9, positive: 1 } }),
      'TOO_FEW_ROWS',
    ],
  ])('says %s', (_name, shape, code) => {
    expect(refusalOf(shape)?.code).toBe(code);
  });
});

describe('noneUsable', () => {
  const broken = upload({}, { code: 'COLUMNS_MISSING', message: 'the column text is missing' });
  const setAside = upload({ received: 3, quarantined: 3 });

  it.each([
    ['nothing about no file at all', [], undefined],
    ['nothing when a row is new', [broken, setAside, upload({ received: 1, accepted: 1 })], undefined],
    ['nothing when the rows are known already', [broken, upload({ received: 2, duplicates: 2 })], undefined],
    ['the file’s own error when none can be read', [broken], 'COLUMNS_MISSING'],
    ['that every row was set aside', [broken, setAside], 'NO_ROWS_ACCEPTED'],
  ])('says %s', (_name, uploads, code) => {
    expect(noneUsable(uploads)?.code).toBe(code);
  });
});
