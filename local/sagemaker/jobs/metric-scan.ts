import type { MetricDefinition } from '@aws-sdk/client-sagemaker';

export interface MetricValue {
  readonly name: string;
  readonly value: number;
}

/** The expression of a metric definition; undefined when it is none. */
export function compiled(regex: string): RegExp | undefined {
  try {
    return new RegExp(regex, 'g');
  } catch {
    return undefined;
  }
}

/**
 * Reads the metrics of a log line by line: each match of a definition's expression gives what its first group matched,
 * in the order of the definitions. What is no finite number is left out, as CloudWatch takes none.
 */
export function metricScan(definitions: readonly MetricDefinition[]): (line: string) => MetricValue[] {
  const known = definitions.flatMap(({ Name: name = '', Regex = '' }) => {
    const regex = compiled(Regex);
    return regex === undefined ? [] : [{ name, regex }];
  });
  return (line) =>
    known.flatMap(({ name, regex }) =>
      [...line.matchAll(regex)].flatMap(([, text = '']) => {
        const value = Number(text);
        return text.trim() !== '' && Number.isFinite(value) ? [{ name, value }] : [];
      }),
    );
}
