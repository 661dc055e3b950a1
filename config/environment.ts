import { z } from 'zod';
import { mlflowSchema } from '../domain/experiment/mlflow/tracking-uri.ts';
import { brakesSchema } from '../domain/workload/brakes.ts';
import { smallDataSchema } from '../domain/workload/small-data.ts';
import { prebuiltImagesSchema } from './prebuilt-images.ts';

/** Settings of one deployment of the platform. Everything has a safe default but its place and its approval. */

const logRetentionDays = z.literal([1, 3, 5, 7, 14, 30, 60, 90, 180, 365, 400, 731, 1827, 3653]);

const accountId = z.string().regex(/^\d{12}$/, 'must be the 12 digits of an AWS account');

export const approvalSchema = z.strictObject({
  /** `auto`: what the gate promotes goes live. `manual`: a person approves each model package first. */
  policy: z.enum(['auto', 'manual']),
  /** A model nobody decided on within this time is not released. At most a year, as a state machine waits no longer. */
  timeoutSeconds: z
    .int()
    .min(60)
    .max(31_536_000)
    .default(7 * 86_400),
});

/** Machines of the processing jobs and of the function that does their work for small data; a candidate names its own instance type. */
export const sizesSchema = z.strictObject({
  processingInstanceType: z.string().default('ml.m5.large'),
  processingVolumeGb: z.int().min(1).max(16_384).default(30),
  processingTimeoutSeconds: z.int().min(300).max(432_000).default(3_600),
  /** Accounts may have to ask AWS for more than 3,008 MB. It also says how much of a processor the function has: 1,769 MB is a whole one. */
  functionMemoryMb: z.int().min(1_024).max(10_240).default(3_008),
  /** What it has not done by then, a job does. */
  functionTimeoutSeconds: z.int().min(60).max(900).default(300),
  functionStorageMb: z.int().min(512).max(10_240).default(4_096),
  trainingVolumeGb: z.int().min(1).max(16_384).default(30),
  /** Candidates trained at the same time. */
  parallelCandidates: z.int().min(1).max(10).default(4),
});

/** Subnets of an existing VPC for jobs and model containers. They need a way to S3: a gateway endpoint costs nothing. */
export const networkSchema = z.strictObject({
  subnetIds: z.array(z.string().regex(/^subnet-[0-9a-f]+$/)).min(1),
  securityGroupIds: z.array(z.string().regex(/^sg-[0-9a-f]+$/)).min(1),
});

/** Limits of the usage plan and of the stage. */
export const throttlingSchema = z.strictObject({
  ratePerSecond: z.number().positive().default(50),
  burst: z.int().min(1).default(100),
  requestsPerDay: z.int().min(1).default(1_000_000),
});

export const alarmsSchema = z.strictObject({
  /** Share of requests, in percent, that may end in a server error within five minutes. */
  apiErrorPercent: z.number().min(0).max(100).default(5),
});

export const environmentSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9]{1,9}$/, 'must be 2 to 10 lower-case letters or digits and start with a letter'),
    account: accountId,
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region such as eu-central-1'),
    /** What becomes of data, keys and records when the stacks are destroyed. */
    removalPolicy: z.enum(['retain', 'destroy']).default('retain'),
    /** Uploads within the window that the first one opens make one run; a workload may choose its own. */
    debounceSeconds: z.int().min(0).max(86_400).default(60),
    approval: approvalSchema,
    /** People who get every run's outcome and every alarm. */
    notifications: z.strictObject({ email: z.email().optional() }).prefault({}),
    sizes: sizesSchema.prefault({}),
    network: networkSchema.optional(),
    logRetentionDays: logRetentionDays.default(90),
    throttling: throttlingSchema.prefault({}),
    alarms: alarmsSchema.prefault({}),
    /** Of each workload that does not choose its own. */
    brakes: brakesSchema.prefault({}),
    /** Of each workload that does not choose its own. */
    smallData: smallDataSchema.prefault({}),
    /** Where the experiments of runs are logged to, beside their `experiment.json`; nowhere, if it is not set. */
    mlflow: mlflowSchema.optional(),
    /** Left out where images are pulled and run. */
    prebuiltImages: prebuiltImagesSchema.optional(),
  })
  .refine(({ mlflow, prebuiltImages }) => prebuiltImages === undefined || (mlflow?.kind ?? 'server') === 'server', {
    path: ['mlflow', 'kind'],
    message: 'must be server on this machine: its AWS makes no MLflow App, and reaches none of SageMaker',
  });

/** Where the delivery pipeline runs, what it builds and who approves production. */
export const deliverySchema = z.strictObject({
  account: accountId,
  region: environmentSchema.shape.region,
  /** `owner/name` of the repository. */
  repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  branch: z.string().min(1).default('main'),
  connectionArn: z
    .string()
    .regex(/^arn:aws[\w-]*:code(connections|star-connections):[a-z0-9-]+:\d{12}:connection\/[\w-]+$/),
  approvers: z.strictObject({ email: z.email().optional() }).prefault({}),
});

export type EnvironmentInput = z.input<typeof environmentSchema>;
export type EnvironmentConfig = z.infer<typeof environmentSchema>;
export type NetworkConfig = z.infer<typeof networkSchema>;
export type DeliveryInput = z.input<typeof deliverySchema>;
export type DeliveryConfig = z.infer<typeof deliverySchema>;
