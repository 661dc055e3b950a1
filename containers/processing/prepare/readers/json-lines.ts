import { type Line, LineSplitter } from './lines.ts';
import { type Columns, cut, type ReadRecord } from './record.ts';
import { columnsMissing, empty, unreadable } from './refusals.ts';

export interface JsonLinesOptions {
  readonly columns: Columns;
  readonly lineLimitBytes: number;
}

/** Records of a JSON Lines stream, in batches. Throws COLUMNS_MISSING, UPLOAD_EMPTY or UPLOAD_UNREADABLE. */
export async function* readJsonLines(
  stream: AsyncIterable<Buffer>,
  { columns, lineLimitBytes }: JsonLinesOptions,
): AsyncGenerator<ReadRecord[]> {
  const splitter = new LineSplitter(lineLimitBytes);
  const seen = new Set<string>();
  let rows = 0;
  let objects = 0;
  const take = (lines: readonly Line[]): ReadRecord[] => {
    const records: ReadRecord[] = [];
    for (const line of lines) {
      if (line.problem === undefined && line.text.trim() === '') continue;
      rows += 1;
      if (rows === 1 && line.text.trimStart().startsWith('[')) {
        throw unreadable('the file is a JSON array; JSON Lines has one object on each line');
      }
      const record = toRecord(line, columns);
      if ('names' in record) {
        objects += 1;
        for (const name of record.names)
          if (seen.size < 100 || name === columns.text || name === columns.label) seen.add(name);
        records.push(record.record);
      } else {
        records.push(record);
      }
    }
    return records;
  };
  for await (const chunk of stream) yield take(splitter.push(chunk));
  yield take(splitter.end());
  if (rows === 0) throw empty('the file is empty');
  if (objects > 0 && !(seen.has(columns.text) && seen.has(columns.label))) throw columnsMissing(columns, [...seen]);
}

function toRecord(line: Line, columns: Columns): ReadRecord | { record: ReadRecord; names: string[] } {
  const raw = cut(line.text);
  if (line.problem) return { line: line.number, raw, ...line.problem };
  const value = parse(line.text);
  if (value === undefined) {
    return { line: line.number, raw, reason: 'MALFORMED_ROW', detail: 'the line is not a JSON object' };
  }
  const values = { text: own(value, columns.text), label: own(value, columns.label) };
  return { record: { line: line.number, raw, values }, names: Object.keys(value) };
}

function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    // A line that is no JSON is a row to set aside, and the caller says so.
    return undefined;
  }
}

function own(value: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}
