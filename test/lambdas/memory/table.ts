import type { RecordItem, RecordsTable, Stored } from '../../../lambdas/records/table.ts';

/** The records table in memory, with DynamoDB's conditions: a write replaces the revision it names, or nothing. */
export class MemoryTable implements RecordsTable {
  readonly #items = new Map<string, Stored>();

  async read(workload: string, record: string): Promise<Stored | undefined> {
    return structuredClone(this.#items.get(keyOf(workload, record)));
  }

  async write(item: RecordItem, replaces: number | undefined): Promise<boolean> {
    const key = keyOf(item.workload, item.record);
    if (this.#items.get(key)?.revision !== replaces) return false;
    this.#items.set(key, structuredClone({ item: { ...item }, revision: (replaces ?? 0) + 1 }));
    return true;
  }

  async list(workload: string, prefix: string): Promise<Record<string, unknown>[]> {
    const keys = [...this.#items.keys()].filter((key) => key.startsWith(keyOf(workload, prefix))).sort();
    return keys.map((key) => structuredClone({ ...this.#items.get(key)?.item }));
  }
}

const keyOf = (workload: string, record: string): string => `${workload}/${record}`;
