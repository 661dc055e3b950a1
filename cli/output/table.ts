import { stripVTControlCharacters } from 'node:util';
import type { Palette } from '../terminal/palette.ts';

export interface Column {
  readonly title: string;
  /** Numbers stand to the right. */
  readonly align?: 'left' | 'right';
}

const width = (cell: string): number => [...stripVTControlCharacters(cell)].length;

/** Columns as wide as their widest cell, two spaces between them. Cells may hold colours. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  palette: Palette,
): string {
  const widths = columns.map(({ title }, index) =>
    Math.max(width(title), ...rows.map((row) => width(row[index] ?? ''))),
  );
  const line = (cells: readonly string[], paint: (text: string) => string): string =>
    columns
      .map(({ align }, index) => {
        const cell = cells[index] ?? '';
        const padding = ' '.repeat((widths[index] ?? 0) - width(cell));
        return align === 'right' ? `${padding}${paint(cell)}` : `${paint(cell)}${padding}`;
      })
      .join('  ')
      .trimEnd();
  const head = line(
    columns.map(({ title }) => title),
    palette.dim,
  );
  return [head, ...rows.map((row) => line(row, (text) => text))].join('\n');
}

/** Names and values below each other, the values aligned. */
export function renderFacts(facts: readonly (readonly [string, string | undefined])[], palette: Palette): string {
  const known = facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  const widest = Math.max(0, ...known.map(([name]) => name.length));
  return known.map(([name, value]) => `${palette.dim(name.padEnd(widest))}  ${value}`).join('\n');
}
