import type { z } from 'zod';
import { PlatformError } from '../../domain/errors.ts';
import type { RecordItem, RecordsTable } from './table.ts';

const ATTEMPTS = 10;

/** One record of a known shape. */
export class RecordOf<T extends RecordItem> {
  readonly #table: RecordsTable;
  readonly #schema: z.ZodType<T>;
  readonly #workload: string;
  readonly #record: string;

  constructor(table: RecordsTable, schema: z.ZodType<T>, workload: string, record: string) {
    this.#table = table;
    this.#schema = schema;
    this.#workload = workload;
    this.#record = record;
  }

  async read(): Promise<T | undefined> {
    const stored = await this.#table.read(this.#workload, this.#record);
    return stored === undefined ? undefined : this.#schema.parse(stored.item);
  }

  /**
   * Changes the record to what `decide` makes of it, in one conditional write; asks again when somebody else wrote in
   * between. `decide` leaves it alone by giving back what it got. Gives what is stored afterwards.
   */
  async change<Next extends T | undefined>(decide: (current: T | undefined) => Next): Promise<Next> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const stored = await this.#table.read(this.#workload, this.#record);
      const current = stored === undefined ? undefined : this.#schema.parse(stored.item);
      const next = decide(current);
      if (next === undefined || next === current) return next;
      if (await this.#table.write(next, stored?.revision)) return next;
    }
    throw new PlatformError(
      'AWS_FAILED',
      `Record ${this.#record} of ${this.#workload} is written by too many at once.`,
      {
        retryable: true,
      },
    );
  }
}
