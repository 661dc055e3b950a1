import { PADDINGS } from './plain.ts';
import type { SpotCost } from './spot-cost.ts';
import { type Comparison, percent, samplesPerSecond } from './table.ts';

interface Bar {
  readonly label: string;
  readonly value: number;
  readonly shown: string;
}

const WIDTH = 640;
const LEFT = 230;
const ROW = 24;
const LONGEST = WIDTH - LEFT - 80;

/** Speed, and the cost of a week on spot machines, as bars from zero. */
export function plot(comparison: Comparison, costs: readonly SpotCost[]): string {
  const { samples, ours, plain } = comparison;
  const rate = (label: string, all: typeof plain.longest): Bar => {
    const value = samplesPerSecond(samples, all);
    return { label, value, shown: value.toFixed(1) };
  };
  const speed = bars('Samples per second of training', 0, [
    rate('Trainyard', ours),
    ...PADDINGS.map((padding) => rate(`Trainer, ${padding}`, plain[padding])),
  ]);
  const cost = bars('Cost of a week of training; on demand 1', speed.bottom + ROW, [
    { label: 'on demand', value: 1, shown: '1' },
    ...costs.map((one) => ({
      label: `${percent(one.probability)} an hour, ${one.policy}`,
      value: one.cost,
      shown: one.cost.toFixed(3),
    })),
  ]);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${cost.bottom + 12}" width="${WIDTH}" ` +
    `font-family="sans-serif" font-size="12">\n<rect width="100%" height="100%" fill="white"/>\n${speed.svg}\n${cost.svg}\n</svg>\n`
  );
}

function bars(title: string, top: number, all: readonly Bar[]): { svg: string; bottom: number } {
  const most = Math.max(...all.map(({ value }) => value));
  const rows = all.map(({ label, value, shown }, index) => {
    const y = top + (index + 1) * ROW + 12;
    const length = (LONGEST * value) / most;
    return (
      `<text x="${LEFT - 8}" y="${y + 12}" text-anchor="end">${label}</text>` +
      `<rect x="${LEFT}" y="${y}" width="${length.toFixed(1)}" height="16" fill="${index === 0 ? '#1f6feb' : '#8c959f'}"/>` +
      `<text x="${(LEFT + length + 6).toFixed(1)}" y="${y + 12}">${shown}</text>`
    );
  });
  const heading = `<text x="8" y="${top + 24}" font-weight="bold">${title}</text>`;
  return { svg: [heading, ...rows].join('\n'), bottom: top + (all.length + 1) * ROW + 12 };
}
