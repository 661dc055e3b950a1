import type { CheckReport } from '../../containers/processing/check.ts';
import type { Palette } from '../terminal/palette.ts';
import { clip } from './clip.ts';
import { count, plural } from './numbers.ts';
import { countsLine } from './run-text.ts';
import { renderFacts, renderTable } from './table.ts';

const reasonsLine = (reasons: Readonly<Record<string, number>>): string =>
  Object.entries(reasons)
    .map(([reason, rows]) => `${reason} ${count(rows)}`)
    .join(', ');

/** Whole rows of a damaged file can hold anything: only place and reason are shown, not the text. */
function quarantineTable({ quarantined, shape }: CheckReport, palette: Palette): string {
  if (quarantined.length === 0) return '';
  const rows = quarantined.map(({ line, reason, detail }) => [String(line), reason, clip(detail, 120)]);
  const table = renderTable(
    [{ title: 'line', align: 'right' }, { title: 'reason' }, { title: 'detail' }],
    rows,
    palette,
  );
  const more = shape.counts.quarantined - rows.length;
  return more > 0 ? `${table}\n… ${plural(more, 'more row')}` : table;
}

/** What a run would make of a file: rows, labels, lengths and the first rows that it would set aside. */
export function checkText(report: CheckReport, palette: Palette): string {
  const { file, sizeBytes, columns, shape, imbalance, lengths } = report;
  const [upload] = shape.uploads;
  const labels = Object.entries(shape.rowsPerLabel).map(([label, rows]) => `${label} ${count(rows)}`);
  const isRead = shape.counts.received > 0;
  const facts = renderFacts(
    [
      ['file', `${palette.bold(file)}  ${plural(sizeBytes, 'byte')}`],
      ['columns', `text in \`${columns.text}\`, label in \`${columns.label}\``],
      ['rows', countsLine(shape.counts)],
      ['labels', isRead ? labels.join(', ') || 'none' : undefined],
      [
        'balance',
        isRead ? (imbalance === undefined ? 'a label has no row' : `${imbalance.toFixed(1)} to 1`) : undefined,
      ],
      [
        'lengths',
        lengths &&
          `${count(lengths.shortest)} to ${count(lengths.longest)} characters, half below ${count(lengths.median)}, 95 % below ${count(lengths.p95)}`,
      ],
      ['set aside', reasonsLine(upload?.quarantinedByReason ?? {}) || undefined],
    ],
    palette,
  );
  return [facts, quarantineTable(report, palette)].filter((part) => part !== '').join('\n\n');
}
