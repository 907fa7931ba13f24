import { z } from "zod";

const number = z.union([z.number(), z.string()]);
const text = z.string().nullish().transform((value) => value ?? "");
const pair = z.object({ key: z.string(), value: text });

const point = z.object({
  value: z.union([number, z.null()]).optional(),
  timestamp: number.optional(),
  step: number.optional(),
});

const dataset = z.object({
  tags: z.array(pair).default([]),
  dataset: z.object({
    name: z.string(),
    digest: z.string(),
    source_type: text,
    source: text,
    schema: z.string().nullish(),
    profile: z.string().nullish(),
  }),
});

const run = z.object({
  info: z.object({
    run_id: z.string().min(1),
    run_name: z.string().nullish(),
    experiment_id: z.string().optional(),
    status: z.string().optional(),
    start_time: number.nullish(),
    end_time: number.nullish(),
    artifact_uri: z.string().nullish(),
    lifecycle_stage: z.string().optional(),
  }),
  data: z.object({
    metrics: z.array(point.extend({ key: z.string() })).default([]),
    params: z.array(pair).default([]),
    tags: z.array(pair).default([]),
  }).default({ metrics: [], params: [], tags: [] }),
  outputs: z.object({ model_outputs: z.array(z.object({ model_id: z.string() })).default([]) }).optional(),
  inputs: z.object({ dataset_inputs: z.array(dataset).default([]) }).optional(),
});

/** What MLflow answers, as far as it is read. */
export const ANSWERS = {
  /** Anything at all: a cloud's own words are not read. */
  answered: z.unknown(),
  nothing: z.unknown().refine((value) => value !== undefined),
  experiment: z.object({
    experiment: z.object({ experiment_id: z.string().min(1), lifecycle_stage: z.string().optional() }),
  }),
  experiments: z.object({
    experiments: z.array(z.object({ experiment_id: z.string().min(1), name: z.string() })).default([]),
    next_page_token: z.string().optional(),
  }),
  experimentId: z.object({ experiment_id: z.string().min(1) }),
  run: z.object({ run }),
  runs: z.object({ runs: z.array(run).default([]), next_page_token: z.string().optional() }),
  history: z.object({
    metrics: z.array(point.extend({ timestamp: number })).default([]),
    next_page_token: z.string().optional(),
  }),
  files: z.object({
    root_uri: z.string().optional(),
    files: z.array(z.object({
      path: z.string(),
      is_dir: z.boolean().optional(),
      file_size: number.nullish(),
    })).default([]),
    next_page_token: z.string().optional(),
  }),
  signed: z.object({
    credential_infos: z.array(z.object({
      signed_uri: z.string().min(1),
      type: z.string().optional(),
      headers: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
    })).min(1),
  }),
};

/** A run as the server describes it. */
export type RunAnswer = z.infer<typeof run>;

/** A run's tags by name. */
export function tagsOf({ data: { tags } }: RunAnswer): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
}
