import { canonicalJson } from '../hash.ts';
import type { EndpointObservation, ModelObservation, VariantObservation } from './observation.ts';
import type { RolloutPlan } from './plan.ts';

/** In what a model differs from the planned one, a phrase each. */
export function modelDifferences({ model }: Pick<RolloutPlan, 'model'>, seen: ModelObservation): string[] {
  const names = [...new Set([...Object.keys(model.environment), ...Object.keys(seen.environment)])].sort();
  return [
    ...differing('image', model.image, seen.image),
    ...differing('artifact', model.artifactUri, seen.artifactUri),
    ...names.flatMap((name) => differing(name, model.environment[name], seen.environment[name])),
  ];
}

/** In what the variants of a configuration differ from the planned one. */
export function variantDifferences(
  { variant, modelName }: Pick<RolloutPlan, 'variant' | 'modelName'>,
  seen: readonly VariantObservation[],
): string[] {
  const [first, ...others] = seen;
  if (first === undefined || others.length > 0) return [`${seen.length} variants instead of one`];
  return [
    ...differing('variant', variant.name, first.name),
    ...differing('model', modelName, first.modelName),
    ...differing('instance type', variant.instanceType, first.instanceType),
    ...differing('instances', variant.instanceCount, first.instanceCount),
  ];
}

/** In what the endpoint's own word on its containers differs. Where it says nothing, nothing differs. */
export function imageDifferences(
  { variant, model }: Pick<RolloutPlan, 'variant' | 'model'>,
  { images }: EndpointObservation,
): string[] {
  const image = images[variant.name];
  return image === undefined ? [] : differing('image', model.image, image);
}

const differing = (what: string, wanted: unknown, seen: unknown): string[] =>
  canonicalJson(wanted) === canonicalJson(seen) ? [] : [`${what} ${said(seen)} instead of ${said(wanted)}`];

const said = (value: unknown): string => (value === undefined ? 'nothing' : String(value));
