import type { Json } from './json.ts';

/** What a state gives: its output and the state that follows, if any does. */
export interface Step {
  readonly output: Json;
  readonly next: string | undefined;
}
