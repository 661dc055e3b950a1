import { z } from 'zod';

/**
 * The Python of this machine that stands for an image, where none is pulled: the URI of the image, in which `*` stands for
 * anything, to the folder of a virtual environment. The first one that matches counts.
 */
export const prebuiltImagesSchema = z.record(
  z.string().regex(/^[\w./:@*-]+$/, 'must be the URI of an image, in which * stands for anything'),
  z.string().min(1),
);
export type PrebuiltImages = z.infer<typeof prebuiltImagesSchema>;

export interface StandIn {
  readonly pattern: string;
  /** As it is configured: relative to the repository, or absolute. */
  readonly folder: string;
}

export function standInFor(prebuilt: PrebuiltImages, image: string): StandIn | undefined {
  const found = Object.entries(prebuilt).find(([pattern]) => matches(pattern, image));
  return found && { pattern: found[0], folder: found[1] };
}

/** A URI of an image has no other character that means something to an expression than the dot. */
const matches = (pattern: string, image: string): boolean =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(image);
