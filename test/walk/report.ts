import { keyOf } from './itinerary.ts';
import type { WalkedPoint } from './walk-point.ts';

/** Value below which the given share of the values lies. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

const SIGNS = { survived: '+', lost: 'LOST', unreached: '·' } as const;

/** A walk in figures, what went wrong in it, and a line for each point. */
export function walkReport(walked: readonly WalkedPoint[], known: number): string {
  const tried = walked.filter(({ result }) => result !== 'unreached');
  const survived = tried.filter(({ result }) => result === 'survived');
  const recoveries = survived.flatMap(({ recoverySeconds }) => recoverySeconds ?? []);
  const byThemselves = survived.filter(({ steps }) => steps.length === 0).length;
  const points = Map.groupBy(walked, ({ point }) => point);
  const figures = [
    `points: ${points.size}`,
    `faults: ${walked.length} of ${known}; ${tried.length} struck, ${walked.length - tried.length} never reached`,
    `survived: ${survived.length} of ${tried.length}; ${byThemselves} by retries alone, ${survived.length - byThemselves} after what \`next\` says`,
    `recovery, from the fault to the end state: p50 ${quantile(recoveries, 0.5).toFixed(1)} s, max ${Math.max(...recoveries).toFixed(1)} s`,
  ];
  const lost = walked.filter(({ result }) => result === 'lost');
  const losses = lost.map((one) => `- ${keyOf(one)}\n${one.differences.map((what) => `  - ${what}`).join('\n')}`);
  const rows = [...points]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([point, all]) => {
      const faults = all.map((one) => `${keyOf(one).slice(point.length).trim()} ${SIGNS[one.result]}`).join(', ');
      const seconds = all.flatMap(({ recoverySeconds }) => recoverySeconds ?? []);
      return `| ${point} | ${faults} | ${seconds.length === 0 ? '' : Math.max(...seconds).toFixed(1)} |`;
    });
  return [
    ...figures,
    ...(losses.length === 0 ? [] : ['', 'Not survived:', ...losses]),
    '',
    '| Point | Faults | Longest recovery, s |',
    '| --- | --- | ---: |',
    ...rows,
    '',
  ].join('\n');
}
