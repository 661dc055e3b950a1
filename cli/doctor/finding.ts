/** `bad` keeps the commands for this environment from working; `note` is worth knowing. */
export interface Finding {
  readonly name: string;
  readonly verdict: 'good' | 'note' | 'bad';
  readonly found: string;
  readonly next?: string;
}
