import { IdentityLines } from '../../../../domain/prepare/dataset-id.ts';
import type { Split } from '../../../../domain/prepare/manifest.ts';
import { SPLITS_BY_ROW_ID, type SplitShares, splitOf, splitShares } from '../../../../domain/prepare/split.ts';
import type { LabelCodes } from './label-codes.ts';
import { identityPath, sortedPath } from './row-files.ts';
import { SortedFile } from './sorted-file.ts';
import { TextFile } from './text-file.ts';
import type { Sighting } from './texts-of-partition.ts';

export interface KeptRowsOptions {
  readonly directory: string;
  readonly share: number;
  readonly codes: LabelCodes;
  readonly splitRule: string;
  /** Told when the share's file of a split is complete, before the others are. */
  readonly onSorted: (split: Split) => void;
}

/** The kept rows of a share, in ascending order of their ids: a sorted file per split, and their lines of the dataset's identity. */
export class KeptRows {
  readonly #codes: LabelCodes;
  readonly #shares: SplitShares;
  readonly #onSorted: (split: Split) => void;
  readonly #files: Readonly<Record<Split, SortedFile>>;
  readonly #identity: TextFile;
  readonly #lines = new IdentityLines();
  #current: Split | undefined;

  constructor({ directory, share, codes, splitRule, onSorted }: KeptRowsOptions) {
    this.#codes = codes;
    this.#shares = splitShares(splitRule);
    this.#onSorted = onSorted;
    const file = (split: Split): SortedFile => new SortedFile(sortedPath(directory, split, share));
    this.#files = { train: file('train'), validation: file('validation'), test: file('test') };
    this.#identity = new TextFile(identityPath(directory, share));
  }

  /** Gives the row's split. */
  add(rowId: string, { upload, label }: Sighting, text: Buffer): Split {
    const split = splitOf(rowId, this.#shares);
    if (split !== this.#current) this.#begin(split);
    this.#files[split].add(rowId, upload, label, text);
    this.#identity.add(this.#lines.of(rowId, this.#codes.label(label)));
    return split;
  }

  close(): void {
    this.#identity.close();
    for (const split of SPLITS_BY_ROW_ID) this.#finish(split);
  }

  /** A split's ids lie side by side, so that the files before it are complete. */
  #begin(split: Split): void {
    this.#current = split;
    for (const before of SPLITS_BY_ROW_ID) {
      if (before === split) return;
      this.#finish(before);
    }
  }

  #finish(split: Split): void {
    if (this.#files[split].close()) this.#onSorted(split);
  }
}
