/** How values lie between a range's ends. `Auto` of the API is decided before: see `dimensionsOf`. */
export type Scaling = 'Linear' | 'Logarithmic' | 'ReverseLogarithmic';

/** One hyperparameter that is searched. */
export type Dimension = NumberDimension | CategoricalDimension;

export interface NumberDimension {
  readonly kind: 'integer' | 'continuous';
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly scaling: Scaling;
}

export interface CategoricalDimension {
  readonly kind: 'categorical';
  readonly name: string;
  readonly values: readonly string[];
}

/** A value by hyperparameter, as a training job gets it. */
export type Values = Readonly<Record<string, string>>;

/** The value at `unit`, which is in [0, 1): equal steps there are equally likely. */
export function valueAt(dimension: Dimension, unit: number): string {
  switch (dimension.kind) {
    case 'categorical': {
      const { values } = dimension;
      return values[Math.min(values.length - 1, Math.floor(unit * values.length))] ?? '';
    }
    case 'continuous':
      return String(within(dimension, scaled(dimension, unit)));
    case 'integer':
      return String(within(dimension, Math.floor(scaled(wholeOf(dimension), unit))));
  }
}

/** Where a number lies in [0, 1]; a whole number in the middle of its share. The inverse of `valueAt`. */
export function unitOf(dimension: NumberDimension, value: number): number {
  if (dimension.kind === 'continuous') return unscaled(dimension, value);
  const whole = wholeOf(dimension);
  return (unscaled(whole, value) + unscaled(whole, value + 1)) / 2;
}

/** Each whole number gets the share from itself to the next one. */
const wholeOf = (dimension: NumberDimension): NumberDimension => ({ ...dimension, max: dimension.max + 1 });

const within = ({ min, max }: NumberDimension, value: number): number => Math.min(max, Math.max(min, value));

function scaled({ min, max, scaling }: NumberDimension, unit: number): number {
  switch (scaling) {
    case 'Linear':
      return min + unit * (max - min);
    case 'Logarithmic':
      return Math.exp(Math.log(min) + unit * (Math.log(max) - Math.log(min)));
    case 'ReverseLogarithmic':
      return 1 - Math.exp(Math.log1p(-min) + unit * (Math.log1p(-max) - Math.log1p(-min)));
  }
}

function unscaled({ min, max, scaling }: NumberDimension, value: number): number {
  if (max === min) return 0.5;
  switch (scaling) {
    case 'Linear':
      return (value - min) / (max - min);
    case 'Logarithmic':
      return (Math.log(value) - Math.log(min)) / (Math.log(max) - Math.log(min));
    case 'ReverseLogarithmic':
      return (Math.log1p(-value) - Math.log1p(-min)) / (Math.log1p(-max) - Math.log1p(-min));
  }
}
