import { messageOf } from "../errors.ts";
import type { Host } from "../host.ts";

/** What the drawing code is made of, pinned: the golden picture in the tests belongs to these versions. */
export const DRAWING_PACKAGES = {
  /** Draws the figures; the file inside is read as text, because it must not see the globals. */
  plotly: "npm:plotly.js-basic-dist-min@4.1.1",
  /** The document it draws into. */
  linkedom: "npm:linkedom@0.18.15",
} as const;

const FILE = "plotly-basic.min.js";

/**
 * Source text of plotly-basic, downloaded at first use.
 *
 * @param host Loads the package.
 * @throws {Error} When it cannot be loaded: offline and never used before, or reading is not permitted.
 */
export async function loadPlotlySource(host: Host): Promise<string> {
  const { plotly } = DRAWING_PACKAGES;
  try {
    await host.load(plotly);
  } catch (cause) {
    // Without a browser the package is downloaded, looks for a window and throws: that is what is wanted here.
    if (!(cause instanceof ReferenceError)) throw cannotLoad(plotly, cause);
  }
  try {
    return await Deno.readTextFile(await permitted(new URL(import.meta.resolve(`${plotly}/${FILE}`))));
  } catch (cause) {
    throw cannotLoad(plotly, cause);
  }
}

/** Never asks: a question would stop a training. */
async function permitted(file: URL): Promise<URL> {
  const { state } = await Deno.permissions.query({ name: "read", path: file });
  if (state !== "granted") throw new Error("its file may not be read, needs deno run -A");
  return file;
}

/** One clear sentence for a package that could not be had. */
export function cannotLoad(name: string, cause: unknown): Error {
  const why = (messageOf(cause)).split("\n")[0];
  return new Error(`Cannot load the drawing code "${name}": ${why}; charts need it once from the network`, {
    cause,
  });
}
