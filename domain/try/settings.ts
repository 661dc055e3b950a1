import { z } from 'zod';
import { canonicalJson } from '../hash.ts';
import { gateSchema } from '../workload/gate.ts';
import type { WorkloadConfig } from '../workload/schema.ts';

/** What a start changes of the workload's configuration for its run alone, by path: `gate.minimum` to 0.6. */
export const settingsSchema = z
  .record(z.string().min(1).max(200), z.json())
  .refine((settings) => Object.keys(settings).length <= 100, 'must be at most 100');
export type Settings = z.infer<typeof settingsSchema>;

/** Rows of the dataset that a try takes. */
export const SAMPLE = 'sample';
export const sampleSchema = z.int().min(20).max(1_000_000_000);

/** Paths that a start may change: the split, the gate, the candidates' hyperparameters and the sample. */
export const settablePaths = ({ candidates }: Pick<WorkloadConfig, 'candidates'>): string[] => [
  SAMPLE,
  'split',
  ...Object.keys(gateSchema.shape).map((member) => `gate.${member}`),
  ...candidates.flatMap(({ name, hyperparameters }) => leavesOf(`candidates.${name}.hyperparameters`, hyperparameters)),
];

/** A list is a value as a whole. */
const leavesOf = (path: string, value: unknown): string[] =>
  isGroup(value) ? Object.entries(value).flatMap(([name, member]) => leavesOf(`${path}.${name}`, member)) : [path];

/** Members of a configuration, by name; the candidates by theirs. */
export function valueAt(config: WorkloadConfig, path: string): unknown {
  let at: unknown = config;
  for (const step of path.split('.')) {
    if (Array.isArray(at)) at = at.find((one) => isGroup(one) && one.name === step);
    else at = isGroup(at) ? at[step] : undefined;
  }
  return at;
}

/** The configuration with another value at a path that it has. */
export const withValueAt = (config: unknown, [step, ...rest]: readonly string[], value: unknown): unknown => {
  if (step === undefined) return value;
  if (Array.isArray(config)) {
    return config.map((one) => (isGroup(one) && one.name === step ? withValueAt(one, rest, value) : one));
  }
  return isGroup(config) ? { ...config, [step]: withValueAt(config[step], rest, value) } : config;
};

export const isSame = (a: unknown, b: unknown): boolean => canonicalJson(a ?? null) === canonicalJson(b ?? null);

const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `sample=2000, split=80/20`. */
export const settingsLine = (settings: Settings): string =>
  Object.entries(settings)
    .map(([path, value]) => `${path}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
