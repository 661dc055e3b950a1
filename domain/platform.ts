import { z } from 'zod';

/** What a deployed environment is made of: written to SSM by the app, read by the CLI. Names and ARNs only. */
export const platformSchema = z.strictObject({
  schemaVersion: z.literal(1),
  environment: z.string(),
  workloads: z.array(z.string()),
  rawBucket: z.string(),
  lakeBucket: z.string(),
  artifactsBucket: z.string(),
  captureBucket: z.string(),
  recordsTable: z.string(),
  retrainStateMachineArn: z.string(),
  rolloutStateMachineArn: z.string(),
  notificationsTopicArn: z.string(),
  glueDatabase: z.string(),
  athenaWorkgroup: z.string(),
  restApiId: z.string(),
  /** `https://…/<stage>` without a trailing slash. */
  apiUrl: z.string(),
  apiKeyId: z.string(),
  /** The function that admits uploads again after `uploads release` and starts a forced run. */
  admitFunctionName: z.string(),
  /** The function that looks after leases. */
  keepFunctionName: z.string(),
});

export type Platform = z.infer<typeof platformSchema>;
