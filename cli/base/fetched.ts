/** A base's files on this machine. */
export interface Fetched {
  /** Folder with `config.json`. */
  readonly folder: string;
  /** Where the files come from, as precisely as that place knows. */
  readonly source: string;
}

/** Who hears of a transfer, and what ends it. */
export interface Transfer {
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
}
