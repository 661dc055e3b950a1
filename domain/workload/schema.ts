import { z } from 'zod';
import { workloadName } from '../names.ts';
import { brakesChoiceSchema } from './brakes.ts';

/** Cleaning of a text before it is tokenized; part of a candidate, exported with the model and repeated at serving. */
export const cleaningSchema = z.strictObject({
  lowercase: z.boolean().default(true),
  /** Replaces URLs by a space. */
  stripUrls: z.boolean().default(true),
  /** Removes HTML tags and decodes the common entities. */
  stripHtml: z.boolean().default(true),
  /** Folds accents: é becomes e. */
  asciiFold: z.boolean().default(false),
  /** Drops English stop words. */
  stopWords: z.enum(['none', 'english']).default('none'),
  /** Reduces words to their stems (Snowball, English). */
  stemming: z.enum(['none', 'english']).default('none'),
});

export const linearHyperparametersSchema = z.strictObject({
  ngramMin: z.int().min(1).max(3).default(1),
  ngramMax: z.int().min(1).max(3).default(2),
  /** A term must occur in at least so many training texts. */
  minDf: z.int().min(1).default(2),
  maxFeatures: z.int().min(10).max(1_000_000).default(50_000),
  sublinearTf: z.boolean().default(true),
  /** Inverse of the regularization strength, as in scikit-learn. */
  C: z.number().positive().default(1),
  classWeight: z.enum(['none', 'balanced']).default('none'),
  cleaning: cleaningSchema.prefault({}),
  seed: z.int().min(0).default(20_261),
});

const candidateName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,15}$/, 'must be 1 to 16 lower-case letters, digits or hyphens and start with a letter')
  .regex(/(?<!-r\d+)$/, 'must not end in -r and a number: so end the names of jobs that are run again');

/** A family with hyperparameters. */
export const candidateSchema = z.discriminatedUnion('family', [
  z.strictObject({
    name: candidateName,
    family: z.literal('linear'),
    hyperparameters: linearHyperparametersSchema.prefault({}),
    instanceType: z.string().default('ml.m5.large'),
    timeoutSeconds: z.int().min(60).default(3600),
  }),
  z.strictObject({
    name: candidateName,
    family: z.literal('container'),
    /** Folder of a Dockerfile that keeps the training contract (`docs/bring-your-own-container.md`), relative to the app. */
    directory: z.string(),
    hyperparameters: z.record(z.string(), z.string()).default({}),
    instanceType: z.string().default('ml.m5.large'),
    timeoutSeconds: z.int().min(60).default(3600),
  }),
]);

/** Percentages of the rows per split; they add up to 100. `80/20` leaves a tenth of the training rows for validation. */
export const splitRuleSchema = z
  .string()
  .regex(/^\d{1,2}\/\d{1,2}(\/\d{1,2})?$/, 'must look like 80/20 or 70/15/15')
  .refine((rule) => rule.split('/').reduce((sum, part) => sum + Number(part), 0) === 100, 'must add up to 100')
  .refine((rule) => rule.split('/').every((part) => Number(part) >= 5), 'must give each split at least 5 percent');

export const gateSchema = z.strictObject({
  /** The metric that decides, on the test split. */
  metric: z.enum(['accuracy', 'macroF1', 'macroF2']).default('accuracy'),
  /** The challenger's metric must be at least this. */
  minimum: z.number().min(0).max(1).default(0.5),
  /** `superiority`: the interval of the difference lies above 0. `non-inferiority`: above minus `margin`. */
  mode: z.enum(['superiority', 'non-inferiority']).default('superiority'),
  margin: z.number().min(0).max(0.5).default(0.02),
  confidence: z.number().min(0.5).max(0.999).default(0.95),
  /** On the champion's own test rows the metric may not fall by more than this. */
  ownRowsTolerance: z.number().min(0).max(0.5).default(0.02),
  /** No class's recall may fall by more than this. */
  maxRecallDrop: z.number().min(0).max(1).default(0.1),
  /** The challenger's p50 latency over the champion's. */
  maxLatencyRatio: z.number().positive().default(3),
  minimumTestRows: z.int().min(10).default(50),
  bootstrapSamples: z.int().min(200).max(20_000).default(2_000),
  seed: z.int().min(0).default(20_261),
});

export const servingSchema = z.strictObject({
  instanceType: z.string().default('ml.t2.medium'),
  instanceCount: z.int().min(1).default(1),
  /** A TypeScript handler, relative to the app; the platform's own when left out. */
  handler: z.string().optional(),
  maxTexts: z.int().min(1).max(1000).default(100),
  maxTextLength: z.int().min(1).max(100_000).default(10_000),
});

export const rolloutSchema = z.discriminatedUnion('strategy', [z.strictObject({ strategy: z.literal('all-at-once') })]);

export const triggerSchema = z.strictObject({
  onUpload: z.boolean().default(true),
  /** Uploads within the window that the first one opens make one run; 0 starts at once. Default: the environment's. */
  debounceSeconds: z.int().min(0).max(86_400).optional(),
});

/** One model in production. `name`, `labels` and nothing else make a working workload. */
export const workloadSchema = z.strictObject({
  name: workloadName,
  columns: z
    .strictObject({ text: z.string().min(1), label: z.string().min(1) })
    .prefault({ text: 'text', label: 'label' }),
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
  gate: gateSchema.prefault({}),
  serving: servingSchema.prefault({}),
  rollout: rolloutSchema.prefault({ strategy: 'all-at-once' }),
  trigger: triggerSchema.prefault({}),
  brakes: brakesChoiceSchema.prefault({}),
});

export type WorkloadInput = z.input<typeof workloadSchema>;
export type WorkloadConfig = z.infer<typeof workloadSchema>;
export type Candidate = z.infer<typeof candidateSchema>;
export type Cleaning = z.infer<typeof cleaningSchema>;
export type LinearHyperparameters = z.infer<typeof linearHyperparametersSchema>;
export type GateConfig = z.infer<typeof gateSchema>;
