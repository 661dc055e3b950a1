import { fingerprint } from '../hash.ts';
import { endpointName, servingName, VARIANT_NAME } from '../names.ts';
import type { RegisteredPackage } from '../register/package-facts.ts';
import type { DeployedWorkload } from '../workload/deployed.ts';

/** What shall be live. Models and endpoint configurations never change: their names follow from their content. */
export interface RolloutPlan {
  readonly strategy: DeployedWorkload['config']['rollout']['strategy'];
  readonly endpointName: string;
  readonly modelName: string;
  readonly endpointConfigName: string;
  readonly model: {
    readonly image: string;
    readonly artifactUri: string;
    readonly environment: Readonly<Record<string, string>>;
  };
  readonly variant: { readonly name: string; readonly instanceType: string; readonly instanceCount: number };
}

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
