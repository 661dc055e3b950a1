import { z } from 'zod';
import { decidingLabel } from '../evaluate/deciding-metric.ts';
import { taskSchema } from '../labels/task.ts';
import { workloadName } from '../names.ts';
import { tuneProblems } from '../tune/problems.ts';
import { brakesChoiceSchema } from './brakes.ts';
import { candidateSchema } from './candidate.ts';
import { ENSEMBLE, ensembleSchema } from './ensemble.ts';
import { gateSchema } from './gate.ts';
import { labelProblems } from './label-rules.ts';
import { servingSchema } from './serving.ts';
import { smallDataChoiceSchema } from './small-data.ts';
import { splitRuleSchema } from './split-rule.ts';
import { tuneSchema } from './tune.ts';

export const rolloutSchema = z.discriminatedUnion('strategy', [z.strictObject({ strategy: z.literal('all-at-once') })]);

export const triggerSchema = z.strictObject({
  onUpload: z.boolean().default(true),
  /** Uploads within the window that the first one opens make one run; 0 starts at once. Default: the environment's. */
  debounceSeconds: z.int().min(0).max(86_400).optional(),
});

const settingsSchema = z.strictObject({
  name: workloadName,
  columns: z
    .strictObject({ text: z.string().min(1), label: z.string().min(1) })
    .prefault({ text: 'text', label: 'label' }),
  /** `multi-label`: a text may have several of the labels, or none. */
  task: taskSchema.default('single-label'),
  /** What stands between the labels of a text in an upload, with `multi-label`; `|` when left out. */
  labelSeparator: z.string().min(1).max(3).optional(),
  /** Value in the label column to the label's name: `{ '0': 'negative', '1': 'positive' }`. */
  labels: z
    .record(z.string().min(1), z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 _-]{0,62}$/))
    .refine((map) => new Set(Object.values(map)).size >= 2, 'must name at least two labels'),
  maxTextLength: z.int().min(1).max(1_000_000).default(20_000),
  split: splitRuleSchema.default('70/15/15'),
  candidates: z
    .array(candidateSchema)
    .min(1)
    .max(10)
    .refine((all) => new Set(all.map((one) => one.name)).size === all.length, 'must have different names')
    .prefault([
      { name: 'unigram', family: 'linear', hyperparameters: { ngramMax: 1 } },
      { name: 'bigram', family: 'linear', hyperparameters: { ngramMax: 2 } },
    ]),
  /** Left out, every candidate stands for itself. */
  ensemble: ensembleSchema.optional(),
  /** Of the candidates that have ranges. */
  tune: tuneSchema.prefault({}),
  gate: gateSchema.prefault({}),
  serving: servingSchema.prefault({}),
  rollout: rolloutSchema.prefault({ strategy: 'all-at-once' }),
  trigger: triggerSchema.prefault({}),
  brakes: brakesChoiceSchema.prefault({}),
  smallData: smallDataChoiceSchema.prefault({}),
});

/** One model in production. `name`, `labels` and nothing else make a working workload. */
export const workloadSchema = settingsSchema
  .refine(
    ({ gate, labels }) => {
      const label = decidingLabel(gate.metric);
      return label === undefined || Object.values(labels).includes(label);
    },
    { path: ['gate', 'metric'], message: 'must be about one of the labels' },
  )
  .refine(({ ensemble, candidates }) => ensemble === undefined || candidates.length > 1, {
    path: ['ensemble'],
    message: 'needs two candidates at least',
  })
  .refine(({ ensemble, candidates }) => ensemble === undefined || candidates.every(({ name }) => name !== ENSEMBLE), {
    path: ['ensemble'],
    message: `is a candidate called ${ENSEMBLE} itself: give the other one of that name another name`,
  })
  .superRefine((settings, context) => {
    for (const { path, message } of [...tuneProblems(settings), ...labelProblems(settings)]) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  });

export type WorkloadInput = z.input<typeof workloadSchema>;
export type WorkloadConfig = z.infer<typeof workloadSchema>;
