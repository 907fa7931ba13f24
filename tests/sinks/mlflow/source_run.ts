import type { SourceContent, SourceRun } from "../../../lib/sinks/mlflow/source.ts";

/** A run of three seconds as a store gives it; what is in it as far as it is named. */
export function sourceRun(content: Partial<SourceContent>, more: Partial<SourceRun> = {}): SourceRun {
  const nothing: SourceContent = {
    params: {},
    tags: {},
    datasets: [],
    state: "",
    filesProblem: undefined,
    async *points() {},
    async *files() {},
  };
  return {
    id: "0123456789abcdef0123456789abcdef",
    experimentName: "digits",
    runName: "",
    startMs: 1000,
    endMs: 4000,
    status: "FINISHED",
    parentId: undefined,
    load: () => Promise.resolve({ ...nothing, ...content }),
    ...more,
  };
}
