import { z } from 'zod';

const arnPattern = /^arn:(?:aws|aws-us-gov):sagemaker:([a-z0-9-]+):\d{12}:(mlflow-app|mlflow-tracking-server)\/\S+$/;

const isLoopback = ({ hostname }: URL): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);

/** ARN of an MLflow App of SageMaker, or of a tracking server. */
export const mlflowArn = z
  .string()
  .max(2_048)
  .regex(
    arnPattern,
    'must be the ARN of an MLflow App (…:mlflow-app/…) or tracking server (…:mlflow-tracking-server/…)',
  );

/** Address of an MLflow server. What it is sent goes through public networks, so only this machine may be spoken to in the clear. */
export const mlflowServerUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https address' })
  .refine((text) => {
    const url = URL.parse(text);
    return (
      url !== null &&
      url.username + url.password + url.search + url.hash === '' &&
      (url.protocol === 'https:' || isLoopback(url))
    );
  }, 'must be https, or http on this machine, without user, password, query or fragment');

/** Which MLflow experiments are logged to: one that is made, one of SageMaker that is there, or any other server. */
export const mlflowSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('app') }),
  z.strictObject({ kind: z.literal('existing'), arn: mlflowArn }),
  z.strictObject({ kind: z.literal('server'), url: mlflowServerUrl }),
]);
export type MlflowConfig = z.infer<typeof mlflowSchema>;

/** How a server is spoken to: `origin` without a slash at its end; `signing` for SigV4, where the server asks for it. */
export interface MlflowEndpoint {
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signing?: { readonly service: string; readonly region: string };
}

/** The two resources of SageMaker differ in host, service name and header (github.com/aws/sagemaker-mlflow). */
const OF_SAGEMAKER = {
  'mlflow-app': (region: string, arn: string): MlflowEndpoint => ({
    origin: `https://mlflow.sagemaker.${region}.app.aws`,
    headers: { 'x-sm-mlflow-app-arn': arn },
    signing: { service: 'sagemaker', region },
  }),
  'mlflow-tracking-server': (region: string, arn: string): MlflowEndpoint => ({
    origin: `https://${region}.experiments.sagemaker.aws`,
    headers: { 'x-mlflow-sm-tracking-server-arn': arn },
    signing: { service: 'sagemaker-mlflow', region },
  }),
} as const;

/** True for the ARN of an MLflow App. */
export const isMlflowApp = (arn: string): boolean => arnPattern.exec(arn)?.[2] === 'mlflow-app';

/** What a tracking URI (an ARN, or the address of a server) stands for. Throws what zod throws when it is neither. */
export function endpointOf(trackingUri: string): MlflowEndpoint {
  const [arn, region = '', kind] = arnPattern.exec(trackingUri) ?? [];
  if (arn !== undefined && (kind === 'mlflow-app' || kind === 'mlflow-tracking-server')) {
    return OF_SAGEMAKER[kind](region, arn);
  }
  return { origin: mlflowServerUrl.parse(trackingUri).replace(/\/+$/, ''), headers: {} };
}
