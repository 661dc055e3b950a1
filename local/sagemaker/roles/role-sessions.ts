import type { CredentialsProvider, RoleCredentials } from '../adapters/credentials.ts';
import type { Identity } from '../adapters/identity.ts';
import { invalid } from '../api/service-error.ts';
import { trustsSageMaker } from './trust.ts';

const RENEW_BEFORE_MS = 5 * 60_000;

/** Assumes roles as the SageMaker service, and keeps each role's credentials until they are nearly used up. */
export class RoleSessions {
  readonly #identity: Identity;
  readonly #account: string;
  readonly #now: () => number;
  readonly #known = new Map<string, Promise<RoleCredentials>>();

  constructor(identity: Identity, account: string, now: () => number) {
    this.#identity = identity;
    this.#account = account;
    this.#now = now;
  }

  /** @throws ServiceError ValidationException when the role does not let SageMaker assume it. */
  async check(roleArn: string, sourceArn: string): Promise<void> {
    const policy = await this.#identity.trustPolicy(roleArn);
    if (policy === undefined || !trustsSageMaker(policy, { account: this.#account, sourceArn })) {
      throw invalid(
        `Could not assume role ${roleArn}. Please ensure that the role exists and allows principal ` +
          `'sagemaker.amazonaws.com' to assume the role.`,
      );
    }
  }

  /** Fresh credentials of the role each time it is called. */
  provider(roleArn: string): CredentialsProvider {
    return () => this.#current(roleArn);
  }

  async #current(roleArn: string): Promise<RoleCredentials> {
    const known = this.#known.get(roleArn);
    if (known) {
      const credentials = await known.catch(() => undefined);
      if (credentials && credentials.expiration.getTime() - this.#now() > RENEW_BEFORE_MS) return credentials;
    }
    const fresh = this.#identity.assume(roleArn);
    this.#known.set(roleArn, fresh);
    return fresh;
  }
}
