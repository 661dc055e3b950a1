import { randomBytes } from 'node:crypto';
import type { CredentialsProvider, RoleCredentials } from '../adapters/credentials.ts';

/** What a container is told so that its SDK finds its role's credentials, and how to take that back. */
export interface Grant {
  readonly environment: Readonly<Record<string, string>>;
  revoke(): void;
}

/**
 * Hands out role credentials to containers by the container credentials protocol that every SDK knows
 * (`AWS_CONTAINER_CREDENTIALS_FULL_URI`), so a long job gets new ones before the old ones expire.
 */
export class CredentialsDesk {
  readonly #grants = new Map<string, CredentialsProvider>();
  readonly #origin: () => string;

  /** `origin`: where this plane listens; asked for late, since the port may be chosen by the system. */
  constructor(origin: () => string) {
    this.#origin = origin;
  }

  grant(provider: CredentialsProvider): Grant {
    const token = randomBytes(24).toString('base64url');
    this.#grants.set(token, provider);
    return {
      environment: {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${this.#origin()}/_plane/credentials`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
      },
      revoke: () => {
        this.#grants.delete(token);
      },
    };
  }

  /** Undefined for a token that was never given or is taken back. */
  async redeem(token: string): Promise<RoleCredentials | undefined> {
    return this.#grants.get(token)?.();
  }
}
