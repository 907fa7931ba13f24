/**
 * Loaded before each file of tests. The meter of a process keeps its files open from its first run to the end; opened
 * here, they are nobody's leak, and examples in the docs need not close what their readers never see.
 *
 * @module
 */
import { theWorld } from "../../lib/track/world.ts";

theWorld();

// The same is true of the runtime that checks models: it keeps a message port. Only these two show one.
if (/\/(?:log_model\.ts|mlflow\.md)/.test(Deno.mainModule)) {
  const { startRuntime } = await import("../fixtures/onnx_runtime.ts");
  await startRuntime();
}
