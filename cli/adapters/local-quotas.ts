import type { NeededQuota } from '../../domain/offer/needed-quotas.ts';
import type { QuotaLimit, QuotaLimits } from '../connection/quota-limits.ts';
import { INVOCATION } from '../invocation.ts';
import { LocalPlane } from './local-plane.ts';

/** The AWS on this machine limits only what somebody limited by `local capacity <instanceType> limited`. */
export class LocalQuotas implements QuotaLimits {
  private readonly plane: Pick<LocalPlane, 'capacity'>;

  constructor(plane: Pick<LocalPlane, 'capacity'>) {
    this.plane = plane;
  }

  /** Throws `RUNTIME_NOT_RUNNING`. */
  static of = async (stateDirectory: string): Promise<LocalQuotas> =>
    new LocalQuotas(await LocalPlane.of(stateDirectory));

  async of(
    quotas: readonly Pick<NeededQuota, 'name' | 'instanceType' | 'purchase'>[],
  ): Promise<ReadonlyMap<string, QuotaLimit>> {
    const limited = (await this.plane.capacity()).filter(({ level }) => level === 'limited');
    return new Map(
      quotas.map(({ name, instanceType, purchase }) => {
        const isLimited = limited.some((one) => one.instanceType === instanceType && one.purchase === purchase);
        const raise = `Run \`${INVOCATION} local capacity ${instanceType} available --purchase ${purchase}\`.`;
        return [name, { instances: isLimited ? 0 : Number.POSITIVE_INFINITY, raise: () => raise }];
      }),
    );
  }
}
