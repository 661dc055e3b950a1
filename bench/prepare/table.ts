import { median } from '../median.ts';
import type { Measured } from './measured.ts';

/** Several measurements of one file, taken in turns. */
export interface Comparison {
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  readonly ours: readonly Measured[];
  /** Empty where pandas would need more memory than there is. */
  readonly pandas: readonly Measured[];
}

export const TARGET_RATIO = 5;
export const TARGET_PEAK_BYTES = 2 ** 30;

const seconds = (all: readonly Measured[]): number => median(all.map((one) => one.seconds));
const cpu = (all: readonly Measured[]): number => median(all.map((one) => one.cpuSeconds));
const peak = (all: readonly Measured[]): number => Math.max(...all.map((one) => one.peakRssBytes));

/** How many times as many rows a second as pandas; undefined where pandas was not run. */
export const ratioOf = ({ ours, pandas }: Comparison): number | undefined =>
  pandas.length === 0 ? undefined : seconds(pandas) / seconds(ours);

/** What is missed, in words; empty when everything is met. */
export function missed(comparison: Comparison): string[] {
  const ratio = ratioOf(comparison);
  const peakBytes = peak(comparison.ours);
  return [
    ...(ratio !== undefined && ratio < TARGET_RATIO ? [`${comparison.file}: ${ratio.toFixed(1)} × pandas`] : []),
    ...(peakBytes > TARGET_PEAK_BYTES ? [`${comparison.file}: ${mib(peakBytes)}`] : []),
  ];
}

/** The comparisons as a table in Markdown. Times are medians, memory is the most of all. */
export function comparisonTable(comparisons: readonly Comparison[]): string {
  const lines = comparisons.flatMap((comparison) => {
    const { file, rows, bytes, ours, pandas } = comparison;
    const line = (name: string, all: readonly Measured[], ratio: string): string =>
      `| ${file}, ${grouped(rows)} rows, ${mib(bytes)} | ${name} | ${seconds(all).toFixed(1)} s | ${grouped(Math.round(rows / seconds(all)))} | ${ratio} | ${cpu(all).toFixed(1)} s | ${mib(peak(all))} |`;
    const ratio = ratioOf(comparison);
    return [
      line('prepare', ours, ratio === undefined ? '' : `${ratio.toFixed(1)} ×`),
      ...(pandas.length === 0 ? [] : [line('pandas', pandas, '1')]),
    ];
  });
  return [
    '| File | Program | Time | Rows/s | Ratio | CPU time | Peak memory |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: |',
    ...lines,
  ].join('\n');
}

const grouped = (value: number): string => value.toLocaleString('en-US');
const mib = (bytes: number): string => `${grouped(Math.round(bytes / 2 ** 20))} MiB`;
