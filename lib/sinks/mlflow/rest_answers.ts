import { z } from "zod";

const run = z.object({
  info: z.object({
    run_id: z.string().min(1),
    status: z.string().optional(),
    artifact_uri: z.string().nullish(),
    lifecycle_stage: z.string().optional(),
  }),
  data: z.object({
    metrics: z.array(z.object({ key: z.string() })).default([]),
    params: z.array(z.unknown()).default([]),
  }).default({ metrics: [], params: [] }),
});

const number = z.union([z.number(), z.string()]);

/** What MLflow answers, as far as it is read. */
export const ANSWERS = {
  nothing: z.unknown().refine((value) => value !== undefined),
  experiment: z.object({
    experiment: z.object({ experiment_id: z.string().min(1), lifecycle_stage: z.string().optional() }),
  }),
  experimentId: z.object({ experiment_id: z.string().min(1) }),
  run: z.object({ run }),
  runs: z.object({ runs: z.array(run).default([]) }),
  history: z.object({
    metrics: z.array(
      z.object({ value: z.union([number, z.null()]).optional(), timestamp: number, step: number.optional() }),
    )
      .default([]),
    next_page_token: z.string().optional(),
  }),
  files: z.object({
    files: z.array(z.object({ path: z.string(), is_dir: z.boolean().optional() })).default([]),
    next_page_token: z.string().optional(),
  }),
};

/** A run as the server describes it. */
export type RunAnswer = z.infer<typeof run>;
