import { z } from 'zod';
import { baseName } from '../../names.ts';
import { capacitySchema } from '../capacity.ts';
import { candidateBase } from './candidate-base.ts';
import { labelThresholdsShape } from './label-thresholds.ts';
import { stepRulesSchema } from './rules.ts';
import { COPIES_TO_ALTER, hasCopiesToAlter, trainingRowsShape } from './training-rows.ts';

export const transformerHyperparametersSchema = z
  .strictObject({
    ...trainingRowsShape,
    ...labelThresholdsShape,
    /** A pretrained encoder that `trainyard base add` mirrored. */
    base: baseName,
    /** Longer texts are cut. */
    maxTokens: z.int().min(8).max(512).default(128),
    epochs: z.int().min(1).max(50).default(2),
    /** Texts of one optimizer step, over all devices and instances. */
    batchSize: z.int().min(1).max(4096).default(32),
    /** Of one forward pass on one device: a larger batch is accumulated. It is halved by itself when it does not fit. */
    maxBatchPerDevice: z.int().min(1).max(1024).default(32),
    /** The highest of the schedule: linear up over the warm-up, then linear down to 0. */
    learningRate: z.number().positive().max(1).default(5e-5),
    /** Share of the steps. */
    warmupRatio: z.number().min(0).max(0.5).default(0.1),
    weightDecay: z.number().min(0).max(1).default(0.01),
    /** The embeddings and so many of the lowest layers stay as they are; 0 trains everything. */
    freezeLayers: z.int().min(0).max(48).default(0),
    classWeight: z.enum(['none', 'balanced']).default('none'),
    labelSmoothing: z.number().min(0).max(0.5).default(0),
    /** Epochs without a better validation macro F1 after which it stops; 0 never does. The best epoch's weights count. */
    patience: z.int().min(0).max(50).default(0),
    /** Greatest norm of the gradient; 0 does not clip. */
    gradientClip: z.number().min(0).max(100).default(1),
    /** `auto`: bf16 on a GPU that has it, else fp16 on a GPU, else fp32. */
    precision: z.enum(['auto', 'bf16', 'fp16', 'fp32']).default('auto'),
    /** One process for each GPU, or one where there is none, with 0. */
    processesPerInstance: z.int().min(0).max(16).default(0),
    /** Expected interruptions of a spot machine, from which the time between checkpoints follows. */
    interruptionsPerHour: z.number().min(0).max(60).default(0.1),
    /** Steps after which a checkpoint is written in any case; 0 goes by time alone. */
    saveSteps: z.int().min(0).max(1_000_000).default(0),
    keepCheckpoints: z.int().min(1).max(20).default(2),
    /** Steps between two lines of metrics. */
    logSteps: z.int().min(1).max(1000).default(10),
    seed: z.int().min(0).default(20_261),
  })
  .refine(hasCopiesToAlter, COPIES_TO_ALTER);

/** A pretrained encoder, fine-tuned. */
export const transformerCandidateSchema = z.strictObject({
  ...candidateBase,
  family: z.literal('transformer'),
  capacity: capacitySchema.prefault([
    { instanceType: 'ml.g5.xlarge', purchase: 'spot' },
    { instanceType: 'ml.g5.xlarge', purchase: 'on-demand' },
  ]),
  timeoutSeconds: z.int().min(60).default(14_400),
  rules: stepRulesSchema.optional(),
  hyperparameters: transformerHyperparametersSchema,
});

export type TransformerHyperparameters = z.infer<typeof transformerHyperparametersSchema>;
