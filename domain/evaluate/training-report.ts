import { z } from 'zod';

/** Points of a curve at most. */
export const MOST_POINTS = 200;

const share = z.number().min(0).max(1);

/** Of a finding's message; the trainer keeps to it. */
const MOST_CHARACTERS = 500;

/** What a rule of the trainer found first, after that step. */
export const findingSchema = z.strictObject({
  rule: z.string().max(64),
  action: z.enum(['stop', 'notify']),
  step: z.int().min(0),
  message: z.string().max(MOST_CHARACTERS),
});
/** More than there are rules; what another container says goes into the run's record too, which must stay small. */
export const findingsSchema = z.array(findingSchema).max(20);
export type Finding = z.infer<typeof findingSchema>;

/** Phases of a step, and the saves beside them. */
export const PHASES = ['data', 'forward', 'backward', 'optimizer', 'save'] as const;
export type Phase = (typeof PHASES)[number];

const lossPointSchema = z.strictObject({ step: z.number().min(0), loss: z.number() });
const validationPointSchema = lossPointSchema.extend({ accuracy: share.optional(), macroF1: share.optional() });

/** How a candidate's training went, by the metrics that it wrote; `unreadable` says why that is not known. */
export const trainingReportSchema = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('read'),
    /** Of a curve with more points each is the mean of neighbours, at the last one's step. */
    trainLoss: z.array(lossPointSchema).max(MOST_POINTS),
    validation: z.array(validationPointSchema).max(MOST_POINTS),
    /** Share of each phase in the time of the steps; absent for a family that has none. */
    profile: z.strictObject({ steps: z.int().min(1), shares: z.record(z.enum(PHASES), share) }).optional(),
    findings: findingsSchema,
  }),
  z.strictObject({ status: z.literal('unreadable'), reason: z.string() }),
]);
export type TrainingReport = z.infer<typeof trainingReportSchema>;
export type ReadTraining = Extract<TrainingReport, { status: 'read' }>;
