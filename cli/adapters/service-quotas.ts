import {
  paginateListAWSDefaultServiceQuotas,
  paginateListServiceQuotas,
  type ServiceQuota,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { faultable } from '../../faults/client.ts';
import type { ClientOptions } from '../connection/client-options.ts';
import type { QuotaLimit, QuotaLimits } from '../connection/quota-limits.ts';

/** Service Quotas: what this account may have of SageMaker in this region. */
export class ServiceQuotas implements QuotaLimits {
  private readonly client: ServiceQuotasClient;
  private readonly options: ClientOptions;

  constructor(options: ClientOptions) {
    this.client = faultable(new ServiceQuotasClient(options));
    this.options = options;
  }

  /** The list of applied quotas lacks those of which only the default is known: for these the default is what applies. */
  async of(quotas: readonly { readonly name: string }[]): Promise<ReadonlyMap<string, QuotaLimit>> {
    const { client } = this;
    const limits = new Map<string, QuotaLimit>();
    const missing = new Set(quotas.map(({ name }) => name));
    for (const pages of [paginateListServiceQuotas, paginateListAWSDefaultServiceQuotas]) {
      if (missing.size === 0) break;
      for await (const { Quotas } of pages({ client }, { ServiceCode: 'sagemaker', MaxResults: 100 })) {
        for (const { QuotaName = '', Value, ...quota } of Quotas ?? []) {
          if (Value === undefined || !missing.delete(QuotaName)) continue;
          limits.set(QuotaName, { instances: Value, raise: (instances) => this.howToRaise(quota, instances) });
        }
        if (missing.size === 0) break;
      }
    }
    return limits;
  }

  private howToRaise({ QuotaCode, Adjustable }: ServiceQuota, instances: number): string {
    if (Adjustable === false) return "AWS does not raise it: offer another machine in the candidate's capacity.";
    const { region, profile } = this.options;
    const command = [
      'aws service-quotas request-service-quota-increase --service-code sagemaker',
      `--quota-code ${QuotaCode} --desired-value ${instances}`,
      ...(region === undefined ? [] : [`--region ${region}`]),
      ...(profile === undefined ? [] : [`--profile ${profile}`]),
    ].join(' ');
    return `Run \`${command}\`, or ask for it in the console: Service Quotas, AWS services, Amazon SageMaker.`;
  }
}
