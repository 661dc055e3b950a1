/** SageMaker's states of an endpoint. */
export const ENDPOINT_STATUSES = [
  'OutOfService',
  'Creating',
  'Updating',
  'SystemUpdating',
  'RollingBack',
  'InService',
  'Deleting',
  'Failed',
  'UpdateRollbackFailed',
] as const;
export type EndpointStatus = (typeof ENDPOINT_STATUSES)[number];

export interface EndpointObservation {
  readonly status: EndpointStatus;
  /** Configuration that serves; during an update, the one before it. */
  readonly configName: string;
  /** Configuration that an update under way brings. */
  readonly pendingConfigName: string | undefined;
  readonly failureReason: string | undefined;
  /** What the serving configuration consists of; undefined when it was deleted. */
  readonly variants: readonly VariantObservation[] | undefined;
  /** Image by variant, as the endpoint itself says; empty where it does not say. */
  readonly images: Readonly<Record<string, string>>;
}

export interface VariantObservation {
  readonly name: string;
  readonly modelName: string;
  readonly instanceType: string;
  readonly instanceCount: number;
}

export interface ModelObservation {
  readonly image: string;
  readonly artifactUri: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What a runtime shows of a rollout: model and configuration of the plan's names, and the endpoint. */
export interface Observation {
  readonly model: ModelObservation | undefined;
  readonly config: readonly VariantObservation[] | undefined;
  readonly endpoint: EndpointObservation | undefined;
}
