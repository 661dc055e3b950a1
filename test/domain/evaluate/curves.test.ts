import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { thinned, trainingOf } from '../../../domain/evaluate/curves.ts';
import { MOST_POINTS, trainingReportSchema } from '../../../domain/evaluate/training-report.ts';
import { metricsRecordSchema, readMetricsLog } from '../../../domain/train/metrics-log.ts';

const step = (number: number, loss: number | null, seconds = 0) =>
  metricsRecordSchema.parse({
    step: number,
    train_loss: loss,
    data_seconds: seconds,
    forward_seconds: 2 * seconds,
    backward_seconds: 4 * seconds,
    optimizer_seconds: seconds,
    save_seconds: 20 * seconds,
  });
const validation = { step: 20, validation_loss: 0.4, validation_accuracy: 0.8, validation_macro_f1: 0.7 };

describe('the training of a candidate', () => {
  it('has a point for each step and validation that was logged, but for losses that are no number', () => {
    const training = trainingOf([step(10, 0.9), step(20, null), metricsRecordSchema.parse(validation)], []);

    expect(training).toEqual({
      status: 'read',
      trainLoss: [{ step: 10, loss: 0.9 }],
      validation: [{ step: 20, loss: 0.4, accuracy: 0.8, macroF1: 0.7 }],
      findings: [],
    });
  });

  it('has the share of each phase in a step, with the saves of all steps', () => {
    // Each step takes 8 s, and over 20 steps 40 s went to saves.
    const { profile } = trainingOf([step(10, 1, 1), step(20, 1, 1)], []);

    expect(profile).toEqual({
      steps: 2,
      shares: { data: 0.1, forward: 0.2, backward: 0.4, optimizer: 0.1, save: 0.2 },
    });
  });

  it('has no profile where there are no steps', () => {
    expect(
      trainingOf([metricsRecordSchema.parse({ step: 1, train_loss: 0.3, validation_loss: 0.4 })], []).profile,
    ).toBeUndefined();
  });

  it('is a part of a report whatever was logged', () => {
    const number = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }));
    const seconds = fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }));
    const record = fc.record({
      step: fc.nat(),
      train_loss: number,
      validation_loss: number,
      validation_accuracy: number,
      validation_macro_f1: number,
      data_seconds: seconds,
      forward_seconds: seconds,
      backward_seconds: seconds,
      optimizer_seconds: seconds,
      save_seconds: seconds,
    });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 450, size: 'max' }), (records) => {
        const training = trainingOf(records, []);
        expect(trainingReportSchema.parse(training)).toEqual(training);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a curve with too many points', () => {
  it('becomes one of as many as are allowed, each the mean of its neighbours, in order and to the last step', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1500 }), (count) => {
        const points = Array.from({ length: count }, (_, index) => ({ step: index + 1, loss: index }));
        const thin = thinned(points);
        expect(thin).toHaveLength(Math.min(count, MOST_POINTS));
        expect(thin.at(-1)?.step).toBe(count);
        expect(thin.every(({ loss }, index) => index === 0 || loss > (thin[index - 1]?.loss ?? 0))).toBe(true);
      }),
      { numRuns: 30 },
    );
    expect(
      thinned(
        [1, 2, 3, 4].map((one) => ({ step: one, loss: one })),
        2,
      ),
    ).toEqual([
      { step: 2, loss: 1.5 },
      { step: 4, loss: 3.5 },
    ]);
  });
});

describe('a log of metrics', () => {
  it('is read line by line, with what else a trainer writes there', () => {
    expect(readMetricsLog('{"step":1,"train_loss":0.5,"more":[1]}\n{"step":2,"validation_loss":null}\n')).toEqual([
      { step: 1, train_loss: 0.5 },
      { step: 2, validation_loss: null },
    ]);
  });

  it.each(['{"step":1}\nnot json\n', '{"step":1}\n{"loss":3}\n', '{"step":1}\n[]'])(
    'is refused with its line: %j',
    (text) => {
      expect(() => readMetricsLog(text)).toThrow('line 2 of metrics.jsonl is no record of metrics');
    },
  );
});
