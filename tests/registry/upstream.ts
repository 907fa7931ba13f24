import { serveFile, type Upstream, type Version } from "./registry.ts";

/**
 * Where `@std/csv` comes from: the real JSR where it answers, else the stand-in of this repository.
 *
 * @returns Which of the two, in words, and its answers.
 */
export async function csvUpstream(): Promise<{ readonly what: string; readonly upstream: Upstream }> {
  const jsr = Deno.env.get("JSR_URL") ?? "https://jsr.io/";
  try {
    const probe = await fetch(new URL("@std/csv/meta.json", jsr), { signal: AbortSignal.timeout(2000) });
    await probe.body?.cancel();
    if (!probe.ok) throw new Error(`status ${probe.status}`);
    return { what: "the real @std/csv", upstream: (path) => fetch(new URL(path.slice(1), jsr)) };
  } catch (error) {
    // A machine that reaches npm only proves the same path with our own text.
    const versions = new Map([["@std/csv@1.0.0", standIn()]]);
    return {
      what: `the stand-in for @std/csv, because JSR is not reached (${error})`,
      upstream: (path) => serveFile(versions, path),
    };
  }
}

function standIn(): Version {
  const folder = new URL("../std_csv/", import.meta.url);
  const names = Array.from(Deno.readDirSync(folder), ({ name }) => name);
  const files = new Map(names.map((name) => [`/${name}`, Deno.readFileSync(new URL(name, folder))]));
  return { files, exports: JSON.parse(Deno.readTextFileSync(new URL("deno.json", folder))).exports };
}
