export type ResourceKind =
  | 'training-job'
  | 'processing-job'
  | 'hyper-parameter-tuning-job'
  | 'model'
  | 'endpoint-config'
  | 'endpoint'
  | 'model-package-group'
  | 'model-package';

/** The ARN of a SageMaker resource; SageMaker writes names in lower case there. */
export type ArnOf = (kind: ResourceKind, name: string) => string;

export const arnsIn =
  (region: string, account: string): ArnOf =>
  (kind, name) =>
    `arn:aws:sagemaker:${region}:${account}:${kind}/${name.toLowerCase()}`;

/** The part after the resource kind: of a name or an ARN, the name. */
export const nameOf = (arnOrName: string): string =>
  arnOrName.startsWith('arn:') ? arnOrName.slice(arnOrName.indexOf('/') + 1) : arnOrName;
