import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PlanUpload } from '../../../domain/lease/plan.ts';
import { placeOfEvaluate, placeOfPrepare } from '../../../domain/processing/place.ts';
import { candidateSchema } from '../../../domain/workload/candidate.ts';
import { type SmallData, smallDataOf, smallDataSchema } from '../../../domain/workload/small-data.ts';
import { deployedWorkload } from '../../lambdas/memory/world.ts';

const LIMITS = smallDataSchema.parse({ maxBytes: 1_000, maxPredictions: 1_000 });

const upload = (sizeBytes: number, key = 'reviews/a.csv'): PlanUpload => ({
  uploadId: key,
  key,
  versionId: 'v',
  sizeBytes,
  isNew: true,
});
const prepare = (uploads: PlanUpload[], smallData: SmallData | undefined = LIMITS) =>
  placeOfPrepare({ deployed: { ...deployedWorkload(), smallData }, uploads });

const champion = {
  packageArn: 'arn',
  packageVersion: 1,
  runId: '000000000000-1',
  artifactUri: 's3://artifacts/model.tar.gz',
  artifactSha256: 'a',
  datasetVersion: 1,
  inferenceImage: 'image',
};
const transformer = candidateSchema.parse({ name: 'mini', family: 'transformer', hyperparameters: { base: 'minilm' } });

interface Evaluation {
  readonly validation: number;
  readonly test: number;
  readonly isFirst?: boolean;
  readonly smallData?: SmallData | undefined;
  readonly candidates?: ReturnType<typeof deployedWorkload>['config']['candidates'];
}
function evaluate({ validation, test, isFirst = false, smallData = LIMITS, candidates }: Evaluation) {
  const deployed = deployedWorkload({ smallData });
  const config = candidates === undefined ? deployed.config : { ...deployed.config, candidates };
  return placeOfEvaluate(
    { deployed: { ...deployed, config }, ...(isFirst ? {} : { champion }) },
    { rowsPerSplit: { train: 1_000_000, validation, test } },
  );
}

describe('where a dataset is prepared', () => {
  it('is the function as long as everything that the run reads is small', () => {
    expect(prepare([upload(500), upload(500, 'reviews/b.csv')])).toBe('function');
    expect(prepare([upload(500), upload(501, 'reviews/b.csv')])).toBe('job');
  });

  it('counts files that are compressed as what they hold', () => {
    expect(prepare([upload(100, 'reviews/a.csv.gz')])).toBe('function');
    expect(prepare([upload(101, 'reviews/a.csv.gz')])).toBe('job');
    expect(prepare([upload(101, 'reviews/a.parquet')])).toBe('job');
  });

  it('is never the function again once an upload was too much', () => {
    const sizes = fc.array(fc.nat(600), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(sizes, fc.nat(600), (before, more) => {
        const uploads = before.map((size, index) => upload(size, `reviews/${index}.csv`));
        const [now, later] = [prepare(uploads), prepare([...uploads, upload(more)])];
        expect(now === 'job' && later === 'function').toBe(false);
      }),
    );
  });

  it('can be chosen whatever the size, and is the job where no function was deployed', () => {
    expect(prepare([upload(10 ** 9)], { ...LIMITS, use: 'always' })).toBe('function');
    expect(prepare([upload(1)], { ...LIMITS, use: 'never' })).toBe('job');
    expect(placeOfPrepare({ deployed: deployedWorkload(), uploads: [upload(1)] })).toBe('job');
  });
});

describe('where candidates are evaluated', () => {
  it('follows from rows and models: validation with every candidate, test with the winner and the champion', () => {
    // 2 × 200 on validation, 2 × 100 on test; with a champion 2 × 100 of its own and 2 × 300 that may be new.
    expect(evaluate({ validation: 200, test: 100, isFirst: true })).toBe('function');
    expect(evaluate({ validation: 200, test: 100 })).toBe('job');
    expect(evaluate({ validation: 100, test: 50 })).toBe('function');
  });

  it('is the job for models that are slow, or of which nobody knows how fast they are', () => {
    expect(evaluate({ validation: 10, test: 10, candidates: [transformer] })).toBe('job');
    expect(
      evaluate({ validation: 10, test: 10, candidates: [...deployedWorkload().config.candidates, transformer] }),
    ).toBe('job');
  });

  it('can be chosen whatever there is to evaluate', () => {
    const huge = { validation: 10 ** 6, test: 10 ** 6, candidates: [transformer] };
    expect(evaluate({ ...huge, smallData: { ...LIMITS, use: 'always' } })).toBe('function');
    expect(evaluate({ validation: 1, test: 1, smallData: { ...LIMITS, use: 'never' } })).toBe('job');
  });
});

describe('the limits of a workload', () => {
  it('are its own where it names them, and the environment has the rest', () => {
    expect(smallDataOf(LIMITS, {})).toEqual(LIMITS);
    expect(smallDataOf(LIMITS, { use: 'never', maxBytes: 7 })).toEqual({ ...LIMITS, use: 'never', maxBytes: 7 });
  });
});
