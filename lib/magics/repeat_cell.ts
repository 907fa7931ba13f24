import type { Intensity } from "../carbon/intensity.ts";
import { quietOutputs } from "../notebook/quiet_outputs.ts";
import type { World } from "../track/world.ts";
import { bench, benchText } from "./bench.ts";
import { benchBody } from "./bench_body.ts";
import type { BenchOptions } from "./bench_options.ts";
import { quietConsole } from "./quiet_console.ts";
import { textBundle } from "./text_bundle.ts";

/** Repeats a cell that has run once, and shows what one repetition costs; Stop ends it. */
export async function repeatCell(
  code: string,
  options: BenchOptions,
  { gauge, host, notebook, show }: World,
  intensity: Intensity,
): Promise<void> {
  const controller = new AbortController();
  const stop = () => controller.abort(new DOMException("Stopped by the user", "AbortError"));
  using heard = notebook?.watchStop();
  heard?.settle();
  using _stop = notebook?.onStop(stop);
  const work = await benchBody(code);
  const repeat = async () => {
    using _quiet = quietConsole();
    using _hidden = quietOutputs();
    return await bench(work, options, { gauge, clock: host.monotonicS, signal: controller.signal });
  };
  show.bundle(textBundle(benchText(await repeat(), options, intensity)));
}
