import { z } from 'zod';
import { ecrImage, imageIn } from '../../image/ecr-image.ts';
import { candidateBase } from './candidate-base.ts';
import { ownTraining } from './own-training.ts';

/** `CreateTrainingJob` takes no longer URI, nor a longer argument. */
const MOST_IMAGE_CHARACTERS = 255;
const MOST_ARGUMENT_CHARACTERS = 256;

const FORM = '<account>.dkr.ecr.{region}.amazonaws.com/<repository>@sha256:<digest>';

const imageSchema = z
  .string()
  .max(MOST_IMAGE_CHARACTERS)
  .superRefine((uri, context) => {
    const message = imageProblem(uri);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });

function imageProblem(uri: string): string | undefined {
  const image = ecrImage(imageIn(uri, 'us-east-1'));
  if (image === undefined) return `is no image of Amazon ECR: write ${FORM}`;
  if (image.digest !== undefined) return undefined;
  if (image.tag === undefined) return `needs a digest, or a tag: write ${FORM}`;
  return image.tag === 'latest'
    ? 'must not be what happens to be the latest: name a digest, or another tag'
    : undefined;
}

/** Where nothing lies that people write. */
const OUTPUTS = /^(\.git|\.trainyard|\.venv.*|__pycache__|cdk\.out|coverage|node_modules)$/;

/** A path of plain names, so that nothing is reached by it but what lies below. */
const pathSchema = z
  .string()
  .max(MOST_ARGUMENT_CHARACTERS)
  .regex(/^[\w.-]+(\/[\w.-]+)*$/, 'must be a relative path of letters, digits, dots, hyphens and underscores')
  .refine((path) => !path.split('/').some((name) => /^\.+$/.test(name)), 'must not have . or .. in it');

/** A script of the repository, run by the Python of a prebuilt image: what SageMaker calls script mode. */
export const scriptCandidateSchema = z.strictObject({
  ...candidateBase,
  family: z.literal('script'),
  /** `{region}` in its URI stands for the region of the environment. A tag may be given other content; a digest may not. */
  image: imageSchema,
  /** Folder of the sources, relative to the app. */
  directory: pathSchema.refine(
    (path) => !path.split('/').some((name) => OUTPUTS.test(name)),
    'must be a folder of sources: this one is built, installed or kept by a tool',
  ),
  /** The script, relative to the folder. It keeps the training contract (`docs/bring-your-own-container.md`). */
  entryPoint: pathSchema.endsWith('.py', 'must be a Python file (.py)').default('train.py'),
  ...ownTraining,
  ranges: z
    .never(
      "are not for scripts: SageMaker's tuning jobs start an image by its own entry point only. Use 'container' instead",
    )
    .optional(),
});
