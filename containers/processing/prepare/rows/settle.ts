import { type Chunk, PARTITIONS, type PartitionLog, ROW_BYTES } from './partition-log.ts';
import { type Sighting, TextsOfPartition } from './texts-of-partition.ts';

/** What becomes of the rows; every row that is neither kept nor in conflict is a duplicate. */
export interface Decisions {
  /** A row that was read. */
  seen(row: Sighting): void;
  /** The first row of a text that has one label; in ascending order of row ids. */
  kept(rowId: string, row: Sighting, text: Buffer): void;
  /** A row of a text that has two labels, with the first row that says otherwise. */
  conflict(row: Sighting, other: Sighting, text: Buffer): void;
}

/**
 * Decides about each row: kept, duplicate or in conflict, partition by partition, so that memory is bounded by the
 * texts of one partition. All rows of a text lie in one partition, and the partitions in the order of row ids.
 */
export function settle(log: PartitionLog, isForgotten: (upload: number) => boolean, decisions: Decisions): void {
  const texts = new TextsOfPartition();
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    texts.clear();
    eachRow(log, partition, isForgotten, (chunk, at, row) => {
      texts.take(chunk, at);
      decisions.seen(row);
    });
    if (texts.hasConflicts) {
      eachRow(log, partition, isForgotten, (chunk, at, row) => {
        const entry = texts.find(chunk, at);
        const other = texts.other(entry);
        if (other === undefined) return;
        const first = texts.first(entry);
        decisions.conflict(row, row.label === first.label ? other : first, texts.text(entry));
      });
    }
    for (const entry of texts.sorted()) {
      if (texts.other(entry) === undefined) decisions.kept(texts.rowId(entry), texts.first(entry), texts.text(entry));
    }
  }
}

function eachRow(
  log: PartitionLog,
  partition: number,
  isForgotten: (upload: number) => boolean,
  take: (chunk: Chunk, at: number, row: Sighting) => void,
): void {
  for (const chunk of log.read(partition)) {
    const { words } = chunk;
    for (let at = 0; at < chunk.used; ) {
      const word = at >> 2;
      const row = { upload: words[word + 4] ?? 0, line: words[word + 5] ?? 0, label: words[word + 6] ?? 0 };
      if (!isForgotten(row.upload)) take(chunk, at, row);
      at += ROW_BYTES + (((words[word + 7] ?? 0) + 3) & ~3);
    }
  }
}
