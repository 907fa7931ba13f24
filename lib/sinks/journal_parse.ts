import { z } from "zod";
import type { JournalLine } from "./journal_line.ts";

let made: ReturnType<typeof makeSchema> | undefined;

/** Made at first use: most processes write journals and read none. */
function lineSchema(): ReturnType<typeof makeSchema> {
  return made ??= makeSchema();
}

function makeSchema() {
  const number = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"]).transform(Number)]);
  const texts = z.record(z.string(), z.string());
  const point = z.object({ key: z.string(), value: number, timestamp: z.number(), step: z.number() });
  const keptFile = z.string().regex(/^[0-9a-f]{32}\.files\/\d+$/);
  const modelId = z.string().regex(/^m-[0-9a-f]{32}$/);
  const status = z.enum(["FINISHED", "FAILED", "KILLED"]);
  const figure = z.looseObject({ value: number, low: number, high: number });
  const charged = z.looseObject({
    machine: figure.optional(),
    share: figure.optional(),
    active: figure.optional(),
  });
  return z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("begin"),
      run: z.object({
        runId: z.string().regex(/^[0-9a-f]{32}$/),
        experimentName: z.string(),
        runName: z.string(),
        flavor: z.string().optional(),
        startMs: z.number(),
        tags: texts,
        trackingUri: z.string(),
        pid: z.number(),
        processStart: z.string(),
        home: z.object({ machine: z.string(), boot: z.string(), pids: z.string() }).optional(),
      }),
    }),
    z.object({ kind: z.literal("metrics"), points: z.array(point) }),
    z.object({ kind: z.literal("params"), values: texts }),
    z.object({ kind: z.literal("tags"), values: texts }),
    z.object({
      kind: z.literal("artifact"),
      path: z.string(),
      file: keptFile,
    }),
    z.object({
      kind: z.literal("dataset"),
      dataset: z.object({
        name: z.string(),
        digest: z.string(),
        sourceType: z.string(),
        source: z.string(),
        schema: z.string().optional(),
        profile: z.string().optional(),
        tags: texts,
      }),
    }),
    z.object({
      kind: z.literal("model"),
      model: z.object({
        id: modelId,
        name: z.string(),
        createdMs: z.number(),
        status: z.enum(["READY", "PENDING", "FAILED"]),
        statusMessage: z.string(),
        signature: z.object({ inputs: z.string(), outputs: z.string() }),
        hasExample: z.boolean(),
        bytes: z.number(),
        wattbook: z.string(),
        params: texts,
        tags: texts,
        metrics: z.array(point),
        register: z.object({ name: z.string(), alias: z.string().optional() }).optional(),
        files: z.array(z.object({ path: z.string(), file: keptFile })),
      }),
    }),
    z.object({ kind: z.literal("model_metrics"), id: modelId, points: z.array(point) }),
    z.object({ kind: z.literal("beat"), durationS: number, energyJ: number.optional(), atMs: z.number() }),
    z.object({
      kind: z.literal("end"),
      record: z.looseObject({
        runId: z.string(),
        status,
        endMs: z.number(),
        metrics: z.array(point),
        // An interval may have no upper end.
        energyJ: charged.optional(),
        emissionsG: charged.optional(),
        components: z.array(z.looseObject({ energyJ: figure, machineJ: figure })).optional(),
        intensity: z.looseObject({ gramsPerKwh: number, low: number, high: number }).optional(),
        curve: z.object({
          timeS: z.array(z.number()),
          // JSON has no `undefined`: a gap in a curve is written as null.
          series: z.array(
            z.object({ label: z.string(), watts: z.array(number.nullable().transform(known)) }),
          ),
        }).optional(),
      }),
    }),
    z.object({ kind: z.literal("closed"), status, endMs: z.number(), why: z.string() }),
    z.object({
      kind: z.literal("delivered"),
      to: z.string(),
      lines: z.number(),
      remoteRunId: z.string(),
      experimentId: z.string(),
    }),
  ]);
}

/** A line of a journal; `undefined` when it is torn, or not one of ours. */
export function parseJournalLine(text: string): JournalLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Torn by a crash, or not ours: the caller tells which.
    return undefined;
  }
  const checked = lineSchema().safeParse(value);
  return checked.success ? { v: 1, ...checked.data } as JournalLine : undefined;
}

function known(value: number | null): number | undefined {
  return value ?? undefined;
}
