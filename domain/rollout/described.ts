import type { EndpointObservation, EndpointStatus, ModelObservation, VariantObservation } from './observation.ts';

/** The answer of `DescribeEndpoint`, as far as it is read. */
export interface DescribedEndpoint {
  readonly EndpointStatus?: EndpointStatus | undefined;
  readonly EndpointConfigName?: string | undefined;
  readonly FailureReason?: string | undefined;
  readonly PendingDeploymentSummary?: { readonly EndpointConfigName: string | undefined } | undefined;
  readonly ProductionVariants?: readonly DescribedFleet[] | undefined;
}

interface DescribedFleet {
  readonly VariantName: string | undefined;
  readonly DeployedImages?: readonly { readonly SpecifiedImage?: string | undefined }[] | undefined;
}

/** The answer of `DescribeEndpointConfig`, as far as it is read. */
export interface DescribedEndpointConfig {
  readonly ProductionVariants?: readonly DescribedVariant[] | undefined;
}

interface DescribedVariant {
  readonly VariantName: string | undefined;
  readonly ModelName?: string | undefined;
  readonly InstanceType?: string | undefined;
  readonly InitialInstanceCount?: number | undefined;
}

/** The answer of `DescribeModel`, as far as it is read. */
export interface DescribedModel {
  readonly PrimaryContainer?: DescribedContainer | undefined;
}

interface DescribedContainer {
  readonly Image?: string | undefined;
  readonly ModelDataUrl?: string | undefined;
  readonly Environment?: Readonly<Record<string, string>> | undefined;
}

/** Configuration that an endpoint serves, or served before an update; undefined when it names none. */
export const servingConfigName = ({ EndpointConfigName }: DescribedEndpoint): string | undefined =>
  EndpointConfigName === '' ? undefined : EndpointConfigName;

/** An endpoint with the variants of the configuration that it serves; undefined variants when that was deleted. */
export const endpointObservation = (
  seen: DescribedEndpoint,
  variants: readonly VariantObservation[] | undefined,
): EndpointObservation => ({
  status: seen.EndpointStatus ?? 'OutOfService',
  configName: servingConfigName(seen) ?? '',
  pendingConfigName: seen.PendingDeploymentSummary?.EndpointConfigName,
  failureReason: seen.FailureReason,
  variants,
  images: Object.fromEntries((seen.ProductionVariants ?? []).flatMap(imageOf)),
});

export const variantObservations = (
  seen: DescribedEndpointConfig | undefined,
): readonly VariantObservation[] | undefined =>
  seen?.ProductionVariants?.map((variant) => ({
    name: variant.VariantName ?? '',
    modelName: variant.ModelName ?? '',
    instanceType: variant.InstanceType ?? '',
    instanceCount: variant.InitialInstanceCount ?? 0,
  }));

/** A model without a container differs from every planned one. */
export const modelObservation = ({ PrimaryContainer: container }: DescribedModel): ModelObservation => ({
  image: container?.Image ?? '',
  artifactUri: container?.ModelDataUrl ?? '',
  environment: container?.Environment ?? {},
});

/** Variants that name no image say nothing of it. */
function imageOf({ VariantName, DeployedImages }: DescribedFleet): (readonly [string, string])[] {
  const image = DeployedImages?.[0]?.SpecifiedImage;
  return VariantName === undefined || image === undefined ? [] : [[VariantName, image]];
}
