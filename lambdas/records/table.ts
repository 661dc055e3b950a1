/** A record as stored, with the number of its writes. */
export interface Stored {
  readonly item: Readonly<Record<string, unknown>>;
  readonly revision: number;
}

/** The records table as its users see it: reads are consistent, and a write says which revision it replaces. */
export interface RecordsTable {
  read(workload: string, record: string): Promise<Stored | undefined>;
  /** Replaces a revision, or creates the record for `undefined`. False when somebody else was first. */
  write(item: RecordItem, replaces: number | undefined): Promise<boolean>;
  /** Every record of a workload whose key begins so, in the order of keys. */
  list(workload: string, prefix: string): Promise<Readonly<Record<string, unknown>>[]>;
}

export interface RecordItem {
  readonly workload: string;
  readonly record: string;
}
