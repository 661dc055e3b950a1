import { z } from 'zod';
import { fingerprint } from '../hash.ts';
import { endpointName, servingName, VARIANT_NAME } from '../names.ts';
import type { RegisteredPackage } from '../register/package-facts.ts';
import type { DeployedWorkload } from '../workload/deployed.ts';

/** What shall be live. Models and endpoint configurations never change: their names follow from their content. */
export const rolloutPlanSchema = z.strictObject({
  strategy: z.literal('all-at-once'),
  endpointName: z.string(),
  modelName: z.string(),
  endpointConfigName: z.string(),
  model: z.strictObject({
    image: z.string(),
    artifactUri: z.string(),
    environment: z.record(z.string(), z.string()),
  }),
  variant: z.strictObject({ name: z.string(), instanceType: z.string(), instanceCount: z.int().min(1) }),
});
export type RolloutPlan = Readonly<z.infer<typeof rolloutPlanSchema>>;

/** A request that every healthy model answers: asked once before an endpoint serves it, after `/ping`. */
const PROBE = JSON.stringify({ texts: ['A text to see whether the model answers.'] });

/** The plan that brings a package live in an environment. */
export function rolloutPlan(environment: string, released: RegisteredPackage, deployed: DeployedWorkload): RolloutPlan {
  const { workload } = released.facts;
  const { serving, rollout } = deployed.config;
  const model = {
    image: released.image,
    artifactUri: released.artifactUri,
    environment: {
      TRAINYARD_MODEL_PACKAGE: String(released.packageVersion),
      TRAINYARD_MODEL_DIGEST: released.facts.modelDigest,
      TRAINYARD_MAX_TEXTS: String(serving.maxTexts),
      TRAINYARD_MAX_TEXT_LENGTH: String(serving.maxTextLength),
      TRAINYARD_PROBE: PROBE,
    },
  };
  const variant = { name: VARIANT_NAME, instanceType: serving.instanceType, instanceCount: serving.instanceCount };
  const name = (content: unknown) =>
    servingName(environment, workload, released.packageVersion, fingerprint(content, 8));
  return {
    strategy: rollout.strategy,
    endpointName: endpointName(environment, workload),
    modelName: name(model),
    endpointConfigName: name({ model, variant }),
    model,
    variant,
  };
}
