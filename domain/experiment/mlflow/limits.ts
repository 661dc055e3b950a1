import { sha256 } from '../../hash.ts';

/** Of one `log-batch` request (mlflow.org, REST API 2.0); the bytes with room for the rest of the request. */
export const BATCH_LIMITS = { params: 100, tags: 100, metrics: 1_000, bytes: 900_000 } as const;

/** Characters of the name of a parameter, a metric or a tag. */
export const MOST_NAME = 250;
/** Characters of a parameter's value; servers before 2.9 take 500. */
export const MOST_PARAM = 6_000;
export const MOST_TAG = 5_000;

/**
 * A name that MLflow takes: letters, digits, `_.-` and spaces, no dot at its start. One that had to be changed ends in
 * a hash of what it was, so that different names stay different.
 */
export function entityName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_.\- ]/g, '_').replace(/^\.+/, '_');
  if (plain === name && name !== '' && name.length <= MOST_NAME) return name;
  return `${plain.slice(0, MOST_NAME - 10)}_${sha256(name).slice(0, 8)}`;
}

/** The text, or its beginning and an ellipsis where it is too long. */
export const clipped = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;

/** Parts of a list in its order, each of at most `most` items and, unless one item alone is larger, `BATCH_LIMITS.bytes` of JSON. */
export function batchesOf<T>(items: readonly T[], most: number): T[][] {
  const batches: T[][] = [];
  let open: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = new TextEncoder().encode(JSON.stringify(item)).length + 1;
    if (open.length > 0 && (open.length === most || bytes + size > BATCH_LIMITS.bytes)) {
      batches.push(open);
      open = [];
      bytes = 0;
    }
    open.push(item);
    bytes += size;
  }
  return open.length === 0 ? batches : [...batches, open];
}
