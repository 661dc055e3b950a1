/** Milliseconds since the epoch as the SDK's Date. */
export const dateOf = (milliseconds: number | undefined): Date | undefined =>
  milliseconds === undefined ? undefined : new Date(milliseconds);
