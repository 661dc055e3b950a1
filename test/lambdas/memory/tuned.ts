import { type DeployedWorkload, deployedWorkloadSchema } from '../../../domain/workload/deployed.ts';
import type { WorkloadInput } from '../../../domain/workload/schema.ts';
import { deployedWorkload } from './world.ts';

const CANDIDATES: NonNullable<WorkloadInput['candidates']> = [
  { name: 'unigram', family: 'linear', ranges: { C: { min: 0.01, max: 100, scale: 'logarithmic' } } },
  { name: 'bayes', family: 'naive-bayes', ranges: { alpha: { min: 0.01, max: 10, scale: 'logarithmic' } } },
  { name: 'bigram', family: 'linear' },
];

/** The workload with one tuned candidate, whose search starts from those before. */
export function warmWorkload(): DeployedWorkload {
  const tuned = tunedWorkload();
  const candidates = tuned.config.candidates.filter(({ name }) => name !== 'bayes');
  return { ...tuned, config: { ...tuned.config, candidates, tune: { ...tuned.config.tune, warmStart: true } } };
}

/** The workload with two tuned candidates and one that is not. */
export function tunedWorkload(): DeployedWorkload {
  const { config, images, ...rest } = deployedWorkload();
  const [image = ''] = Object.values(images.training);
  return deployedWorkloadSchema.parse({
    ...rest,
    config: { ...config, candidates: CANDIDATES, tune: { trials: 4 } },
    images: { ...images, training: Object.fromEntries(CANDIDATES.map(({ name }) => [name, image])) },
  });
}
