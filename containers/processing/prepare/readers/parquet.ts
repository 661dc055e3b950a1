import { DuckDBInstance } from '@duckdb/node-api';
import { literal } from '../sql.ts';
import { type Columns, cut, type ReadRecord } from './record.ts';
import { columnsMissing, empty, unreadable } from './refusals.ts';

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const TEXT_TYPES = /^(VARCHAR|ENUM.*)$/;
const LABEL_TYPES = /^(VARCHAR|ENUM.*|BOOLEAN|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?)$/;

/** Records of a Parquet file, in batches. Throws COLUMNS_MISSING, UPLOAD_EMPTY or UPLOAD_UNREADABLE. */
export async function* readParquet(path: string, columns: Columns): AsyncGenerator<ReadRecord[]> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '256MB', threads: '1' });
  const connection = await instance.connect();
  try {
    yield* stream(connection, `read_parquet(${literal(path)})`, columns);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

type Connection = Awaited<ReturnType<DuckDBInstance['connect']>>;

async function* stream(connection: Connection, source: string, columns: Columns): AsyncGenerator<ReadRecord[]> {
  const described = await readable(() => connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`));
  const types = new Map(described.getRowsJS().map((row) => [String(row[0]), String(row[1])]));
  if (!types.has(columns.text) || !types.has(columns.label)) throw columnsMissing(columns, [...types.keys()]);
  checkType(columns.text, types.get(columns.text), TEXT_TYPES, 'a string');
  checkType(columns.label, types.get(columns.label), LABEL_TYPES, 'a string, a whole number or a boolean');
  const query = `SELECT ${quoted(columns.text)}::VARCHAR, ${quoted(columns.label)}::VARCHAR FROM ${source}`;
  const result = await readable(() => connection.stream(query));
  let line = 0;
  for (;;) {
    const chunk = await readable(() => result.fetchChunk());
    if (chunk === null || chunk.rowCount === 0) break;
    yield chunk.getRows().map(([text, label]): ReadRecord => {
      line += 1;
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
