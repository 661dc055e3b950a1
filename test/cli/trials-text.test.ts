import { describe, expect, it } from '@jest/globals';
import pc from 'picocolors';
import { trialsCsv, trialsText } from '../../cli/output/trials-text.ts';
import type { TuningReport } from '../../domain/tune/report.ts';

const trial = (nth: number, objective: number) => ({
  candidate: 'linear',
  jobName: `reviews-0123456789-${nth}`,
  status: 'Completed' as const,
  hyperparameters: { c: '0.12345678901234', class_weight: '"none"' },
  objective,
  seconds: 2,
});
const report: TuningReport = {
  schemaVersion: 1,
  jobName: 'reviews-0123456789',
  strategy: 'bayesian',
  objective: { metric: 'validation:accuracy', direction: 'maximize' },
  trials: [
    ...Array.from({ length: 11 }, (_, nth) => trial(nth, 0.7 + nth / 100)),
    { candidate: 'bayes', jobName: 'reviews-0123456789-x', status: 'Failed', hyperparameters: {}, reason: 'broken' },
  ],
};

describe('the trials of a run', () => {
  it('are shown best first, ten of them', () => {
    const lines = trialsText(report, pc.createColors(false)).split('\n');

    expect(lines).toHaveLength(11);
    expect(lines[0]).toContain('the best of 12 trials of reviews-0123456789');
    expect(lines[1]).toMatch(/linear +0\.800 +2\.0 s +c 0\.1235, class_weight "none"/);
    expect(lines.join()).not.toContain('broken');
  });

  it('are all in the file for spreadsheets, each hyperparameter in a column', () => {
    const [head = '', ...rows] = trialsCsv(report).trimEnd().split('\r\n');

    expect(head).toBe('"candidate","trial","status","validation:accuracy","best","seconds","c","class_weight"');
    expect(rows).toHaveLength(12);
    expect(rows.filter((row) => row.includes('"yes"'))).toEqual([expect.stringContaining('reviews-0123456789-10')]);
  });
});
