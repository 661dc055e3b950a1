import { z } from 'zod';

const propertiesSchema = z.object({
  Environment: z.string(),
  Workloads: z.array(z.string()),
  /** CloudFormation turns every value into text. */
  DeletePackages: z.union([z.boolean(), z.stringbool()]),
});

/** CloudFormation's request to a custom resource. */
export const cleanupEventSchema = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResourceProperties: propertiesSchema,
  OldResourceProperties: propertiesSchema.partial().optional(),
  PhysicalResourceId: z.string().optional(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  /** Presigned address for the answer; absent when a provider framework answers in our place. */
  ResponseURL: z.url().optional(),
});
export type CleanupEvent = z.infer<typeof cleanupEventSchema>;
