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
  readonly failureReason: string | undefined;
  /** What the serving configuration consists of; undefined when it was deleted. */
  readonly variants: readonly VariantObservation[] | undefined;
}

export interface VariantObservation {
  readonly name: string;
  readonly modelName: string;
  readonly instanceType: string;
  readonly instanceCount: number;
}

/** What a runtime shows of a rollout. */
export interface Observation {
  readonly modelExists: boolean;
  readonly configExists: boolean;
  readonly endpoint: EndpointObservation | undefined;
}
