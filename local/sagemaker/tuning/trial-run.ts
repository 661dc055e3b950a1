import type { MetricPoint, TrainingJob } from '../state/records.ts';
import { signOf, type TuningDefinition } from './definitions.ts';
import type { Values } from './search/dimension.ts';
import type { Curve } from './stopping/median.ts';

/** A trial while its tuning job is under way. */
export class TrialRun {
  readonly name: string;
  readonly arn: string;
  readonly definition: TuningDefinition;
  readonly values: Values;
  readonly #curve: number[] = [];
  /** How its training job ended, once it has. */
  ending: TrainingJob['status'] | undefined;

  constructor(given: Pick<TrialRun, 'name' | 'arn' | 'definition' | 'values'>) {
    this.name = given.name;
    this.arn = given.arn;
    this.definition = given.definition;
    this.values = given.values;
  }

  /** The objective after each report of it; the higher the better. */
  get curve(): Curve {
    return this.#curve;
  }

  get hasEnded(): boolean {
    return this.ending !== undefined;
  }

  /** Of the last report; undefined of a trial that goes on, or has failed. */
  get objective(): number | undefined {
    return this.ending === 'Completed' || this.ending === 'Stopped' ? this.#curve.at(-1) : undefined;
  }

  /** True when the value is one of the objective. */
  hear({ name, value }: MetricPoint): boolean {
    if (name !== this.definition.objective?.MetricName) return false;
    this.#curve.push(signOf(this.definition) * value);
    return true;
  }
}
