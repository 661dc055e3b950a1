import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, type IApplyRule, NagRuleCompliance } from 'cdk-nag';
import type { IConstruct } from 'constructs';

/**
 * The AwsSolutions rules, with all wildcards of one policy as one finding: the ids of single wildcards contain export
 * names that exist only after synthesis. What the wildcards may be is asserted by the template tests.
 */
export class SecurityChecks extends AwsSolutionsChecks {
  override applyRule(params: IApplyRule): void {
    super.applyRule({
      ...params,
      rule: (node) => {
        const result = params.rule(node);
        return Array.isArray(result) && result.length > 0 ? NagRuleCompliance.NON_COMPLIANT : result;
      },
    });
  }
}

/** Accepts a finding of the security checks for `scope` and what lies in it. `id` is without the pack's name: `S1`. */
export function acceptFinding(scope: IConstruct, id: string, reason: string): void {
  Validations.of(scope).acknowledge({ id: `AwsSolutions-${id}`, reason });
}
