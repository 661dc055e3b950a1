/** What passes between states. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isArray = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** A value as it is after it was sent: no prototypes, no `undefined`, nothing shared. */
export const sent = (value: unknown): Json => (value === undefined ? null : JSON.parse(JSON.stringify(value)));
