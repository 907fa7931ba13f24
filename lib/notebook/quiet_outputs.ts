import { insideKernel } from "./inside_kernel.ts";

/**
 * Keeps what a cell displays or broadcasts from being shown, until it is disposed; what this package shows is shown.
 * Nothing happens outside a kernel.
 */
export function quietOutputs(): Disposable {
  if (!insideKernel()) return { [Symbol.dispose]() {} };
  const jupyter: object = Reflect.get(Deno, "jupyter");
  const former = ["display", "broadcast"].map((name) => [name, Reflect.get(jupyter, name)] as const);
  for (const [name] of former) Reflect.set(jupyter, name, () => Promise.resolve());
  return {
    [Symbol.dispose]() {
      for (const [name, show] of former) Reflect.set(jupyter, name, show);
    },
  };
}
