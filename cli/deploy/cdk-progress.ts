const PATTERNS: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [/^bootstrapping|Bootstrapping environment/, () => 'bootstrapping for the CDK'],
  [/^Bundling asset/, () => 'synthesizing'],
  [/Synthesis time: ([\d.]+)s/, ([, seconds = '']) => `synthesized in ${seconds} s`],
  [/^(\S+): deploying\.\.\. \[(\d+)\/(\d+)\]/, ([, stack = '', at = '', all = '']) => `${stack} (${at} of ${all})`],
  [/^(\S+): destroying\.\.\. \[(\d+)\/(\d+)\]/, ([, stack = '', at = '', all = '']) => `${stack} (${at} of ${all})`],
  [
    /^✅\s+([\w-]+)(?:: destroyed)?(?: \(no changes\))?$/,
    ([whole, stack = '']) => `${stack}${whole.includes('no changes') ? ' unchanged' : ' done'}`,
  ],
  [/^WARNING (.*?)(?: \(Annotation\))?$/, ([, said = '']) => `warning: ${said}`],
  [/\b\w+_FAILED\b.*|^❌.*|^Error\b.*/, ([text]) => text],
];

/** What a line of the `cdk` CLI says in short, or undefined for the many that say nothing to a person who waits. */
export function cdkProgress(line: string): string | undefined {
  for (const [pattern, say] of PATTERNS) {
    const match = pattern.exec(line);
    if (match) return say(match);
  }
  return undefined;
}
