/** A magic: a comment in a cell that does something. */
export interface MagicName {
  /** Its name, without what stands in front. */
  readonly name: string;
  /** `"cell"`: `//%%name` on the first line that is not blank; `"line"`: `//%name` at the begin of any line. */
  readonly kind: "cell" | "line";
  /** How it is written, after its name. */
  readonly usage: string;
  /** What it does. */
  readonly summary: string;
}

/** Every magic; the wattbook kernel knows the same ones as `%%name` and `%name`. */
export const MAGIC_NAMES: readonly MagicName[] = [
  {
    name: "track",
    kind: "cell",
    usage: "runName=forest-300 flavor=sklearn place=BE",
    summary: "measures the cell and logs it to MLflow; options as in track(), or one JSON object",
  },
  {
    name: "measure",
    kind: "cell",
    usage: "place=BE",
    summary: "measures the cell without MLflow; the journal keeps it",
  },
  {
    name: "bench",
    kind: "cell",
    usage: "target=2% seconds=10",
    summary: "repeats the cell until its energy is known to within the target (or runs=100 times)",
  },
  {
    name: "autotrack",
    kind: "line",
    usage: "on experimentName=digits | off",
    summary: "makes each following cell a run, below one run of this session",
  },
  {
    name: "ledger",
    kind: "line",
    usage: "[log]",
    summary: "shows what this notebook has cost so far; log: also logs each following cell to MLflow",
  },
  { name: "doctor", kind: "line", usage: "", summary: "tells what can be measured on this machine" },
  { name: "magics", kind: "line", usage: "", summary: "shows this list" },
];
