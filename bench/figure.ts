/** One measured figure beside what it should be. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 's' | 'ms';
  /** The most that it should be; undefined where no target is set. */
  readonly target: number | undefined;
}

const shown = (value: number, unit: Figure['unit']): string => `${value.toFixed(unit === 'ms' ? 2 : 1)} ${unit}`;

/** `met`, `missed`, or nothing where there is no target. */
const verdict = ({ value, target }: Figure): string => (target === undefined ? '' : value <= target ? 'met' : 'missed');

/** The figures as a table in Markdown. */
export function figuresTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { name, value, unit, target } = figure;
    return `| ${name} | ${shown(value, unit)} | ${target === undefined ? '' : `≤ ${shown(target, unit)}`} | ${verdict(figure)} |`;
  });
  return ['| Figure | Measured | Target | |', '| --- | ---: | ---: | --- |', ...rows].join('\n');
}
