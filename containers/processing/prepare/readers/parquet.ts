import { DuckDBInstance, DuckDBListValue } from '@duckdb/node-api';
import type { RowRules } from '../../../../domain/prepare/validate-row.ts';
import { literal } from '../sql.ts';
import { type Columns, cut, type ReadRecord } from './record.ts';
import { columnsMissing, empty, unreadable } from './refusals.ts';

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const TEXT_TYPES = /^(VARCHAR|ENUM.*)$/;
const LABEL_TYPES = /^(VARCHAR|ENUM.*|BOOLEAN|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?)$/;

/** Records of a Parquet file, in batches. Throws COLUMNS_MISSING, UPLOAD_EMPTY or UPLOAD_UNREADABLE. */
export async function* readParquet(path: string, columns: Columns, rules: RowRules): AsyncGenerator<ReadRecord[]> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '256MB', threads: '1' });
  const connection = await instance.connect();
  try {
    yield* stream(connection, `read_parquet(${literal(path)})`, columns, rules);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

type Connection = Awaited<ReturnType<DuckDBInstance['connect']>>;

async function* stream(
  connection: Connection,
  source: string,
  columns: Columns,
  { separator }: RowRules,
): AsyncGenerator<ReadRecord[]> {
  const described = await readable(() => connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`));
  const types = new Map(described.getRowsJS().map((row) => [String(row[0]), String(row[1])]));
  if (!types.has(columns.text) || !types.has(columns.label)) throw columnsMissing(columns, [...types.keys()]);
  checkType(columns.text, types.get(columns.text), TEXT_TYPES, 'a string');
  const labelType = types.get(columns.label);
  const isList = separator !== undefined && labelType?.endsWith('[]') === true;
  checkType(
    columns.label,
    isList ? labelType.slice(0, -2) : labelType,
    LABEL_TYPES,
    'a string, a whole number or a boolean',
  );
  const label = `${quoted(columns.label)}::VARCHAR${isList ? '[]' : ''}`;
  const query = `SELECT ${quoted(columns.text)}::VARCHAR, ${label} FROM ${source}`;
  const result = await readable(() => connection.stream(query));
  let line = 0;
  for (;;) {
    const chunk = await readable(() => result.fetchChunk());
    if (chunk === null || chunk.rowCount === 0) break;
    yield chunk.getRows().map(([text, stored]): ReadRecord => {
      line += 1;
      const label = stored instanceof DuckDBListValue ? stored.items : stored;
      return { line, raw: cut(JSON.stringify({ text, label })), values: { text, label } };
    });
  }
  if (line === 0) throw empty('the file has no rows');
}

function checkType(column: string, type: string | undefined, allowed: RegExp, expected: string): void {
  if (type !== undefined && allowed.test(type)) return;
  throw unreadable(`the column ${column} is of type ${type?.slice(0, 40)}, not ${expected}`);
}

/** DuckDB's own message can quote the content of the file, so only the fact is passed on. */
async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw unreadable('the file is not a complete Parquet file, or part of it is damaged', cause);
  }
}
