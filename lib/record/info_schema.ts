import { z } from "zod";
import { DEVICES } from "../carbon/embodied.ts";
import { LIVE_NAMES } from "../carbon/place.ts";

let made: ReturnType<typeof makeSchema> | undefined;

/** What `track()` takes. Made at first use: that takes as long as reading a hundred files of this package. */
export function infoSchema(): ReturnType<typeof makeSchema> {
  return made ??= makeSchema();
}

function makeSchema() {
  const text = z.string().min(1);
  const positive = z.number().positive();
  const place = z.union([
    text,
    z.strictObject({ country: text }),
    z.strictObject({ zone: text }),
    z.strictObject({ cloud: text, region: text }),
    z.strictObject({ live: z.enum(LIVE_NAMES), zone: text }),
    z.strictObject({ gramsPerKwh: z.number().nonnegative(), label: text.optional() }),
  ]);

  const budget = z.strictObject({
    grams: positive.optional(),
    wattHours: positive.optional(),
    seconds: positive.optional(),
  });

  const device = z.enum(Object.keys(DEVICES) as [keyof typeof DEVICES, ...(keyof typeof DEVICES)[]]);
  const declared = z.strictObject({
    kg: positive,
    lowKg: positive.optional(),
    highKg: positive.optional(),
    source: text.optional(),
  });
  const embodied = z.union([
    device,
    z.strictObject({
      device: z.union([device, declared]),
      part: z.number().positive().max(1).optional(),
      count: positive.optional(),
    }),
  ]);

  return z.strictObject({
    trackingUri: text.optional(),
    experimentName: text.optional(),
    runName: text.optional(),
    flavor: z.enum(["keras", "pytorch", "sklearn"]).optional(),
    tags: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    place: place.optional(),
    scope: z.enum(["cell", "manual"]).optional(),
    budget: budget.optional(),
    figure: z.enum(["share", "active", "machine"]).optional(),
    display: z.enum(["full", "line", "none"]).optional(),
    sampleEvery: z.number().min(0.01).max(60).optional(),
    pue: z.number().min(1).max(3).optional(),
    method: z.enum(["wattbook", "codecarbon-3.3.2"]).optional(),
    codecarbon: z.boolean().optional(),
    water: z.boolean().optional(),
    embodied: embodied.optional(),
    tracking_uri: text.optional(),
    experiment_name: text.optional(),
    run_name: text.optional(),
  });
}
