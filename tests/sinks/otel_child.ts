/** Hands two runs to Deno's OpenTelemetry, which sends them when the program ends. */
import { realHost } from "../../lib/host.ts";
import { otelMetrics } from "../../lib/sinks/otel.ts";
import { fullRecord } from "./full_record.ts";

const tell = await otelMetrics(realHost());
if (tell === undefined) throw new Error("OpenTelemetry is off");
tell(fullRecord({ runName: "forest" }));
tell(fullRecord({ runName: "short", belowResolution: true }));
