import { deepStrictEqual, throws } from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { parseArguments } from "../../lib/magics/arguments.ts";
import { benchOptions } from "../../lib/magics/bench_options.ts";

const host = realHost({ environment: {} });
const read = (text: string) => benchOptions(parseArguments(text, () => false).fields, host);

const DEFAULTS = { runs: undefined, seconds: 10, target: 0.02, place: undefined, figure: "share" };

Deno.test.each([
  { text: "", options: DEFAULTS },
  { text: "runs=100 seconds=1.5 target=0.1", options: { ...DEFAULTS, runs: 100, seconds: 1.5, target: 0.1 } },
  { text: "target=5%", options: { ...DEFAULTS, target: 0.05 } },
  { text: "target=.5%", options: { ...DEFAULTS, target: 0.005 } },
  { text: "place=BE figure=active", options: { ...DEFAULTS, place: "BE", figure: "active" } },
  { text: `{"runs": 3}`, options: { ...DEFAULTS, runs: 3 } },
])("benchOptions() reads $text", ({ text, options }) => {
  deepStrictEqual(read(text), options);
});

Deno.test.each([
  { text: "run=3", message: 'field "run" (value 3) is unknown, did you mean "runs"' },
  { text: "runs=0", message: 'field "runs" is 0, should be at least 1' },
  { text: "runs=1.5", message: 'field "runs" is 1.5, should be a whole number' },
  { text: "seconds=-1", message: 'field "seconds" is -1, should be more than 0' },
  { text: "target=200%", message: 'field "target" is 2, should be at most 1' },
  { text: "target=small", message: 'field "target" is "small", should be a number' },
  { text: "trackingUri=none", message: /^field "trackingUri" \(value "none"\) is unknown/ },
  { text: "figure=shares", message: /field "figure" is "shares", should be one of .* did you mean "share"$/ },
])("benchOptions() refuses $text", ({ text, message }) => {
  throws(() => read(text), { name: "TypeError", message });
});
