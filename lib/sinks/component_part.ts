/** The part of a machine that a component is. */
export type ComponentPart = "cpu" | "memory" | "gpu" | "machine";

const PARTS: readonly (readonly [part: ComponentPart, name: RegExp])[] = [
  ["machine", /whole machine|^board|^platform|^psys|plug|^server/i],
  ["gpu", /^gpu|nvidia|graphics/i],
  ["memory", /memory|dram|^ram/i],
];

/**
 * Which part of the machine a component of a record is, by its name: formats of others have one column per part.
 *
 * @param device Name of the component: `"CPU package 0"`.
 */
export function partOf(device: string): ComponentPart {
  return PARTS.find(([, name]) => name.test(device))?.[0] ?? "cpu";
}
