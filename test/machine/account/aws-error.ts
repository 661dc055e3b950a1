/** An error as the AWS SDK throws it. */
export class AwsError extends Error {
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(name: string, httpStatusCode: number, message = `${name} (injected)`) {
    super(message);
    this.name = name;
    this.$metadata = { httpStatusCode };
  }
}
