import { z } from 'zod';

/** A number as the registry keeps it. */
const numberText = z.string().regex(/^\d+(\.\d+)?$/);

/** Where a model package comes from, as the registry keeps it: `CustomerMetadataProperties`, text by name. */
export const packageFactsSchema = z.object({
  workload: z.string(),
  runId: z.string(),
  candidate: z.string(),
  family: z.string(),
  datasetId: z.string(),
  datasetVersion: numberText,
  /** SHA-256 of `model.tar.gz`. */
  artifactSha256: z.string(),
  /** SHA-256 of `model.json`. */
  modelDigest: z.string(),
  configHash: z.string(),
  /** The pretrained model that a transformer started from: its name and its digest. */
  base: z.string().exactOptional(),
  baseDigest: z.string().exactOptional(),
  /** Candidates that an ensemble averages, and their weights, for people. */
  members: z.string().exactOptional(),
  /** Content hash of the code that trained it: its image's tag or its sources' hash, of an ensemble the hash of its members' ones. */
  codeDigest: z.string(),
  verdict: z.enum(['promote', 'reject']),
  /** On the test split. */
  accuracy: numberText,
  macroF1: numberText,
});
export type PackageFacts = z.infer<typeof packageFactsSchema>;

/** True for the package of a try, whose dataset is no version: it can be no champion. */
export const isOfTry = ({ datasetVersion }: PackageFacts): boolean => Number(datasetVersion) === 0;

export type ApprovalStatus = 'Approved' | 'Rejected' | 'PendingManualApproval';

/** A model package as the registry describes it. */
export interface RegisteredPackage {
  readonly packageArn: string;
  readonly packageVersion: number;
  readonly status: ApprovalStatus;
  /** What the person or the gate said. */
  readonly reason: string;
  /** ARN or name of who changed it last, where the registry knows. */
  readonly decidedBy?: string;
  readonly image: string;
  readonly artifactUri: string;
  readonly facts: PackageFacts;
}
