import { writeFlatYaml } from "./flat_yaml.ts";
import type { RunDataset } from "./store.ts";

/** Notes the datasets of a run beside its experiment and in its folder; the same again change nothing. */
export async function writeFileDatasets(runFolder: string, datasets: readonly RunDataset[]): Promise<void> {
  // Loaded here: nearly no program needs it.
  const { createHash } = await import("node:crypto");
  const md5 = (text: string) => createHash("md5").update(text).digest("hex");
  const [runId = "", experiment = ""] = [...runFolder.split("/")].slice(-2).reverse();
  const experimentFolder = runFolder.slice(0, runFolder.lastIndexOf("/"));
  if (experiment === "") return;
  for (const { name, digest, sourceType, source, schema, profile, tags } of datasets) {
    const id = md5(name + digest);
    write(`${experimentFolder}/datasets/${id}`, {
      digest,
      name,
      profile: profile ?? null,
      schema: schema ?? null,
      source,
      source_type: sourceType,
    });
    write(`${runFolder}/inputs/${md5(id + runId)}`, {
      // MLflow writes the dataset's id here too, and reads it back so.
      destination_id: id,
      destination_type: "RUN",
      source_id: id,
      source_type: "DATASET",
      tags,
    });
  }
}

function write(folder: string, values: Parameters<typeof writeFlatYaml>[0]): void {
  Deno.mkdirSync(folder, { recursive: true });
  Deno.writeTextFileSync(`${folder}/meta.yaml`, writeFlatYaml(values));
}
