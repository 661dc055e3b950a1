/** Why an endpoint's deployment failed, in the words of `FailureReason`. */
export class DeploymentFailed extends Error {
  constructor(message: string) {
    super(message.slice(0, 1024));
    this.name = 'DeploymentFailed';
  }
}
