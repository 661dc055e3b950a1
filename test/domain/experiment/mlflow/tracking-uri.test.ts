import { describe, expect, it } from '@jest/globals';
import { endpointOf, mlflowSchema } from '../../../../domain/experiment/mlflow/tracking-uri.ts';

const APP = 'arn:aws:sagemaker:eu-central-1:111111111111:mlflow-app/app-ABC123';
const SERVER = 'arn:aws:sagemaker:us-east-1:111111111111:mlflow-tracking-server/team';

describe('a tracking URI', () => {
  it("of an MLflow App is SageMaker's host, header and service for Apps, in the App's region", () => {
    expect(endpointOf(APP)).toEqual({
      origin: 'https://mlflow.sagemaker.eu-central-1.app.aws',
      headers: { 'x-sm-mlflow-app-arn': APP },
      signing: { service: 'sagemaker', region: 'eu-central-1' },
    });
  });

  it('of a tracking server has a host, a header and a service of its own', () => {
    expect(endpointOf(SERVER)).toEqual({
      origin: 'https://us-east-1.experiments.sagemaker.aws',
      headers: { 'x-mlflow-sm-tracking-server-arn': SERVER },
      signing: { service: 'sagemaker-mlflow', region: 'us-east-1' },
    });
  });

  it('of any other server is spoken to without a signature', () => {
    expect(endpointOf('http://127.0.0.1:5000/')).toEqual({ origin: 'http://127.0.0.1:5000', headers: {} });
    expect(endpointOf('https://example.com/mlflow')).toEqual({ origin: 'https://example.com/mlflow', headers: {} });
  });
});

describe('the setting `mlflow`', () => {
  it.each([
    { kind: 'app' },
    { kind: 'existing', arn: APP },
    { kind: 'existing', arn: SERVER },
    { kind: 'server', url: 'http://127.0.0.1:5000' },
    { kind: 'server', url: 'https://mlflow.example.com/team' },
  ])('may be %j', (setting) => {
    expect(mlflowSchema.safeParse(setting).success).toBe(true);
  });

  it.each([
    [{ kind: 'none' }, 'kind'],
    [{ kind: 'app', url: 'https://mlflow.example.com' }, ''],
    [{ kind: 'existing' }, 'arn'],
    [{ kind: 'existing', arn: 'arn:aws:sagemaker:us-east-1:111111111111:endpoint/e' }, 'arn'],
    [{ kind: 'existing', arn: 'arn:aws-cn:sagemaker:cn-north-1:111111111111:mlflow-app/a' }, 'arn'],
    [{ kind: 'server', url: 'http://mlflow.example.com' }, 'url'],
    [{ kind: 'server', url: 'https://me:secret@mlflow.example.com' }, 'url'],
    [{ kind: 'server', url: 'https://mlflow.example.com?token=secret' }, 'url'],
    [{ kind: 'server', url: 'ftp://mlflow.example.com' }, 'url'],
    [{ kind: 'server', url: 'mlflow.example.com' }, 'url'],
  ])('is refused as %j, at %j', (setting, path) => {
    const issues = mlflowSchema.safeParse(setting).error?.issues.map((issue) => issue.path.join('.'));
    expect(issues).toContain(path);
  });
});
