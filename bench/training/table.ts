import { median } from '../median.ts';
import type { OurTraining } from './ours.ts';
import { PADDINGS, type Padding, type PlainTraining } from './plain.ts';
import type { SpotCost } from './spot-cost.ts';

/** Several rounds of one set of rows; each list has one training a round. */
export interface Comparison {
  /** Rows that were trained on, over all epochs. */
  readonly samples: number;
  readonly ours: readonly OurTraining[];
  readonly plain: Readonly<Record<Padding, readonly PlainTraining[]>>;
}

export const TARGET_RATIO = 1.5;
export const TARGET_STALL_SHARE = 0.02;

const seconds = (all: readonly PlainTraining[]): number => median(all.map((one) => one.seconds));
export const samplesPerSecond = (samples: number, all: readonly PlainTraining[]): number => samples / seconds(all);
const accuracy = (all: readonly PlainTraining[]): number => median(all.map((one) => one.accuracy));

/** How many times as many samples a second as the plain training. */
export const ratioOf = ({ ours, plain }: Comparison, padding: Padding): number =>
  seconds(plain[padding]) / seconds(ours);

/** Of the time, what saves held training up. */
export const stallShare = ({ ours }: Comparison): number =>
  ours.reduce((sum, one) => sum + one.stallSeconds, 0) / ours.reduce((sum, one) => sum + one.seconds, 0);

/** What is missed, in words; empty when everything is met. */
export function missed(comparison: Comparison): string[] {
  const ratio = ratioOf(comparison, 'max_length');
  const [ours, plain] = [accuracy(comparison.ours), accuracy(comparison.plain.max_length)];
  return [
    ...(ratio < TARGET_RATIO ? [`${ratio.toFixed(2)} × the plain training, not ${TARGET_RATIO} ×`] : []),
    ...(ours < plain ? [`accuracy ${ours.toFixed(3)}, and ${plain.toFixed(3)} of the plain training`] : []),
    ...(stallShare(comparison) > TARGET_STALL_SHARE
      ? [`saves held training up for ${percent(stallShare(comparison))}`]
      : []),
  ];
}

/** Speed and accuracy as a table in Markdown: medians over the rounds. */
export function comparisonTable(comparison: Comparison): string {
  const { samples, ours, plain } = comparison;
  const line = (name: string, all: readonly PlainTraining[], ratio: string): string =>
    `| ${name} | ${seconds(all).toFixed(1)} s | ${samplesPerSecond(samples, all).toFixed(1)} | ${ratio} | ${accuracy(all).toFixed(3)} |`;
  return [
    '| Program | Training | Samples/s | Trainyard is | Accuracy on test |',
    '| --- | ---: | ---: | ---: | ---: |',
    line('Trainyard', ours, ''),
    ...PADDINGS.map((padding) =>
      line(`Trainer, ${padding}`, plain[padding], `${ratioOf(comparison, padding).toFixed(2)} ×`),
    ),
  ].join('\n');
}

/** A simulated week as a table in Markdown. */
export function costTable(costs: readonly SpotCost[]): string {
  return [
    '| Interruption within an hour | Saves | Interval | Time that counts | Lost an interruption | Cost, on demand 1 |',
    '| ---: | --- | ---: | ---: | ---: | ---: |',
    ...costs.map(
      (one) =>
        `| ${percent(one.probability)} | ${one.policy} | ${one.saveIntervalSeconds.toFixed(0)} s | ${percent(one.usefulShare)} | ${one.lostSecondsPerInterruption.toFixed(0)} s | ${one.cost.toFixed(3)} |`,
    ),
  ].join('\n');
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
