import type { z } from 'zod';
import { PlatformError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { type WorkloadConfig, workloadSchema } from '../workload/schema.ts';
import { isSame, SAMPLE, type Settings, sampleSchema, settablePaths, valueAt, withValueAt } from './settings.ts';

/** What a start's settings make of a workload's configuration. */
export interface Applied {
  readonly config: WorkloadConfig;
  /** Those of the settings that change something; undefined when none does: such a run is no try. */
  readonly tried: Settings | undefined;
  readonly sample: number | undefined;
}

interface Problem {
  readonly path: string;
  readonly message: string;
}

/** Throws `CONFIG_INVALID` with every problem at once: a path that may not be changed, or a value that its schema refuses. */
export function applySettings(config: WorkloadConfig, settings: Settings = {}): Applied {
  if (Object.keys(settings).length === 0) return { config, tried: undefined, sample: undefined };
  const known = settablePaths(config);
  const problems: Problem[] = [];
  let changed: unknown = config;
  for (const [path, value] of Object.entries(settings)) {
    if (!known.includes(path))
      problems.push({ path, message: `cannot be set; near it: ${nearest(path, known).join(', ')}` });
    else if (path === SAMPLE) problems.push(...problemsOf(sampleSchema.safeParse(value), () => SAMPLE));
    else changed = withValueAt(changed, path.split('.'), value);
  }
  const parsed = workloadSchema.safeParse(changed);
  problems.push(...problemsOf(parsed, (steps) => pathOf(config, steps)));
  if (problems.length > 0 || !parsed.success) throw invalid(problems);
  const tried = Object.fromEntries(
    Object.entries(settings).filter(([path, value]) => path === SAMPLE || !isSame(valueAt(config, path), value)),
  );
  return {
    config: parsed.data,
    tried: Object.keys(tried).length === 0 ? undefined : tried,
    sample: sampleSchema.optional().parse(settings[SAMPLE]),
  };
}

function problemsOf(
  { error }: { readonly error?: z.ZodError | undefined },
  pathOfIssue: (steps: readonly PropertyKey[]) => string,
): Problem[] {
  return error?.issues.map(({ path, message }) => ({ path: pathOfIssue(path), message })) ?? [];
}

/** Candidates by their names, as they are set. */
const pathOf = ({ candidates }: WorkloadConfig, steps: readonly PropertyKey[]): string =>
  steps
    .map((step, at) => (at === 1 && steps[0] === 'candidates' ? candidates[Number(step)]?.name : String(step)))
    .join('.');

function invalid(problems: readonly Problem[]): PlatformError {
  const lines = problems.map(({ path, message }) => `  ${path}: ${message}`);
  return new PlatformError(
    'CONFIG_INVALID',
    `The run has ${problems.length} setting(s) that cannot be:\n${lines.join('\n')}`,
    {
      next: 'Mend what is named above and start again; nothing has begun.',
      details: { problems },
    },
  );
}
