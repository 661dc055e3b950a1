import { z } from 'zod';
import { sha256Hex } from '../../digest.ts';
import { descriptionBase } from './description-base.ts';

/** More would make each prediction dearer for little: the first ones bring nearly all of the gain. */
export const MOST_MEMBERS = 4;

/** Weights are shares that are counted in steps; what their sum misses of 1 is rounding. */
const ROUNDING = 1e-9;

const memberSchema = z.strictObject({
  candidate: z.string(),
  weight: z.number().positive().max(1),
  /** SHA-256 of its `model.json`, which lists the digest of its every other file. */
  digest: sha256Hex,
});
export type MemberDescription = z.infer<typeof memberSchema>;

/**
 * Several models whose probabilities are averaged by weight. The n-th member, counted from 1, is a model artifact of its
 * own in `members/<n>`, with the same labels in the same order; none is an ensemble itself.
 */
export const ensembleDescriptionSchema = z.strictObject({
  ...descriptionBase,
  family: z.literal('ensemble'),
  members: z
    .array(memberSchema)
    .min(2)
    .max(MOST_MEMBERS)
    .refine(
      (members) => Math.abs(members.reduce((sum, { weight }) => sum + weight, 0) - 1) < ROUNDING,
      'must have weights that sum to 1',
    ),
});
export type EnsembleDescription = z.infer<typeof ensembleDescriptionSchema>;

export const MEMBERS_FOLDER = 'members';

/** Folder of the n-th member, counted from 1. */
export const memberFolder = (member: number): string => `${MEMBERS_FOLDER}/${member}`;
