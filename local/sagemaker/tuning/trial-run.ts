import type { MetricPoint } from '../state/records.ts';
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
  hasEnded = false;
  /** Whether its training job left a model. */
  hasModel = false;

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

  /** Of the last report; undefined of a trial that came to nothing. */
  get objective(): number | undefined {
    return this.hasModel ? this.#curve.at(-1) : undefined;
  }

  /** True when the value is one of the objective. */
  hear({ name, value }: MetricPoint): boolean {
    if (name !== this.definition.objective?.MetricName) return false;
    this.#curve.push(signOf(this.definition) * value);
    return true;
  }
}
