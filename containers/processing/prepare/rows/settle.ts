import { type Chunk, PARTITIONS, type PackedLogReader, ROW_BYTES } from './packed-log.ts';
import { type Sighting, TextsOfPartition } from './texts-of-partition.ts';

/** What becomes of the rows; every row that is neither kept nor in conflict is a duplicate. */
export interface Decisions {
  /** A row that was read. */
  seen(upload: number): void;
  /** The first row of a text that has one label; in ascending order of row ids. */
  kept(rowId: string, row: Sighting, text: Buffer): void;
  /** A row of a text that has two labels, with the first row that says otherwise. */
  conflict(row: Sighting, other: Sighting, text: Buffer): void;
}

/** One of several shares of the partitions, numbered from 0, each a stretch of them, in their order. */
export interface Share {
  readonly share: number;
  readonly shares: number;
}

/**
 * Decides about each row of a share: kept, duplicate or in conflict, partition by partition, so that memory is bounded by
 * the texts of one partition. All rows of a text lie in one partition, and the partitions in the order of row ids.
 */
export function settle(
  logs: readonly PackedLogReader[],
  { share, shares }: Share,
  isForgotten: (upload: number) => boolean,
  decisions: Decisions,
): void {
  const texts = new TextsOfPartition();
  const partitionOf = (place: number): number => Math.floor((PARTITIONS * place) / shares);
  for (let partition = partitionOf(share); partition < partitionOf(share + 1); partition += 1) {
    texts.clear();
    eachRow(logs, partition, isForgotten, (chunk, at, upload) => {
      texts.take(chunk, at);
      decisions.seen(upload);
    });
    if (texts.hasConflicts) {
      eachRow(logs, partition, isForgotten, (chunk, at, upload) => {
        const entry = texts.find(chunk, at);
        const other = texts.other(entry);
        if (other === undefined) return;
        const first = texts.first(entry);
        const row = { upload, line: chunk.words[(at >> 2) + 5] ?? 0, label: chunk.words[(at >> 2) + 6] ?? 0 };
        decisions.conflict(row, row.label === first.label ? other : first, texts.text(entry));
      });
    }
    for (const entry of texts.sorted()) {
      if (!texts.isInConflict(entry)) decisions.kept(texts.rowId(entry), texts.first(entry), texts.text(entry));
    }
  }
}

function eachRow(
  logs: readonly PackedLogReader[],
  partition: number,
  isForgotten: (upload: number) => boolean,
  take: (chunk: Chunk, at: number, upload: number) => void,
): void {
  for (const log of logs) {
    for (const chunk of log.read(partition)) {
      const { words, used } = chunk;
      for (let at = 0; at < used; ) {
        const word = at >> 2;
        const upload = words[word + 4] ?? 0;
        if (!isForgotten(upload)) take(chunk, at, upload);
        at += ROW_BYTES + (((words[word + 7] ?? 0) + 3) & ~3);
      }
    }
  }
}
