import type { CreateTrainingJobCommandInput } from '@aws-sdk/client-sagemaker';
import { z } from 'zod';
import type { Collection } from '../state/collection.ts';

export const PURCHASES = ['spot', 'on-demand'] as const;
export type Purchase = (typeof PURCHASES)[number];

/** `available`; `limited`: the account's quota is 0; `none`: AWS has no machine of the type. */
export const CAPACITY_LEVELS = ['available', 'limited', 'none'] as const;
export type CapacityLevel = (typeof CAPACITY_LEVELS)[number];

export const capacitySchema = z.strictObject({
  instanceType: z.string().regex(/^ml\.[a-z0-9-]+\.[a-z0-9]+$/, 'must be an instance type such as ml.g5.xlarge'),
  purchase: z.enum(PURCHASES),
  level: z.enum(CAPACITY_LEVELS),
});

export type CapacityRecord = z.infer<typeof capacitySchema>;

/** What a training job asks AWS for. */
export interface Wanted {
  readonly instanceType: string;
  readonly purchase: Purchase;
}

export const wantedBy = (request: CreateTrainingJobCommandInput): Wanted => ({
  instanceType: request.ResourceConfig?.InstanceType ?? '',
  purchase: request.EnableManagedSpotTraining ? 'spot' : 'on-demand',
});

/** Which machines there are. All of them, until somebody says otherwise; what is said is kept over restarts. */
export class Capacity {
  readonly #records: Collection<CapacityRecord>;
  readonly #waiting = new Set<() => void>();

  constructor(records: Collection<CapacityRecord>) {
    this.#records = records;
  }

  levelOf(wanted: Wanted): CapacityLevel {
    return this.#records.get(nameOf(wanted))?.level ?? 'available';
  }

  /** What was said, in the order in which it was. */
  all(): readonly CapacityRecord[] {
    return this.#records.all();
  }

  set(record: CapacityRecord): void {
    this.#records.delete(nameOf(record));
    if (record.level !== 'available') this.#records.insert(nameOf(record), record);
    for (const look of [...this.#waiting]) look();
  }

  /** Resolves as soon as AWS has the machine; rejects with the signal's reason. */
  whenThere(wanted: Wanted, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (done: () => void): void => {
        this.#waiting.delete(look);
        signal.removeEventListener('abort', look);
        done();
      };
      const look = (): void => {
        if (signal.aborted) settle(() => reject(signal.reason));
        else if (this.levelOf(wanted) !== 'none') settle(resolve);
      };
      this.#waiting.add(look);
      signal.addEventListener('abort', look);
      look();
    });
  }
}

const nameOf = ({ instanceType, purchase }: Wanted): string => `${instanceType}/${purchase}`;
