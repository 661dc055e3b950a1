let component: string | undefined;

/** Says which part of the platform this process is, for the names of the points that it passes. */
export function actAs(name: string): void {
  component = name;
}

/** The part that this process is. Throws when nobody said. */
export function currentComponent(): string {
  if (component === undefined) throw new Error('no component was named before the first effect');
  return component;
}
