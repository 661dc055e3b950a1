import type { IConstruct } from 'constructs';
import { recursions } from './recursion.ts';

/** Lets the synthesis fail, with a line for each, when something in `root` may start itself. */
export function refuseRecursion(root: IConstruct): void {
  root.node.addValidation({ validate: () => recursions(root).map((line) => `RECURSION: ${line}.`) });
}
