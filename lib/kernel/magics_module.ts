import { VERSION } from "../record/build.ts";

/**
 * The module with the magics, as the child imports it: by the range under which cells import this package too, so
 * that both get the same copy. In a clone it is the file beside this one.
 *
 * @param self Address of a module in this folder.
 */
export function magicsModule(self: string): string {
  if (self.startsWith("file:")) return new URL("../magics/mod.ts", self).href;
  const [major] = VERSION.split(".");
  return `jsr:@wattbook/track@^${major}/magics`;
}
