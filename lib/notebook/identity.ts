import type { Host } from "../host.ts";
import { findServer, type ServerApi } from "./server_api.ts";

/** The notebook that this kernel serves, as far as somebody tells. */
export interface NotebookIdentity {
  /** Its path as the server calls it. */
  readonly path: string;
  /** The notebook as it was last saved, without outputs; `undefined` when it cannot be had, or is too large. */
  read(): Promise<SavedNotebook | undefined>;
}

/** A notebook as it was last saved. */
export interface SavedNotebook {
  /** Its file name. */
  readonly name: string;
  /** The whole as nbformat JSON, without outputs. */
  readonly text: string;
  /** Sources of its cells, in their order, those of text cells too. */
  readonly sources: readonly string[];
}

/** A larger file is not read: its outputs would fill the memory and block the kernel. Bytes. */
const LARGEST_FILE = 20e6;

/** What is left without its outputs and is still larger is data rather than a program. Bytes. */
const LARGEST_TEXT = 1e6;

/**
 * Finds out which notebook this kernel serves: the Jupyter server that started it knows its sessions. Where there is
 * no server that answers, the name that newer servers put into the environment is taken; elsewhere nobody knows.
 *
 * @param host Environment, files, network; asks loopback only.
 */
export async function findNotebook(host: Host): Promise<NotebookIdentity | undefined> {
  const file = connectionFile(host);
  const kernelId = file?.match(/([^/\\]+)\.json$/)?.[1]?.replace(/^kernel-/, "");
  const server = file === undefined ? undefined : findServer(host, file);
  const path = server && kernelId && pathIn(await server.get("api/sessions"), kernelId);
  if (server && path) return { path, read: () => readNotebook(server, path) };
  const named = host.env("JPY_SESSION_NAME");
  // A console or another client has a name too, that of no file.
  return named?.endsWith(".ipynb") ? { path: named, read: () => Promise.resolve(undefined) } : undefined;
}

/** Jupyter's connection file for this kernel; a kernel that stands in front of this one names its own. */
function connectionFile(host: Host): string | undefined {
  const named = host.env("WATTBOOK_CONNECTION_FILE");
  if (named !== undefined) return named;
  try {
    const words = host.readText("/proc/self/cmdline").split("\0");
    return words.includes("--conn") ? words[words.indexOf("--conn") + 1] : undefined;
  } catch {
    // Another system: there is no second way to its name.
    return undefined;
  }
}

function pathIn(sessions: unknown, kernelId: string): string | undefined {
  if (!Array.isArray(sessions)) return undefined;
  const session = sessions.find((session) => session?.kernel?.id === kernelId);
  const path: unknown = session?.path ?? session?.notebook?.path;
  return session?.type === "notebook" && typeof path === "string" && path !== "" ? path : undefined;
}

async function readNotebook(server: ServerApi, path: string): Promise<SavedNotebook | undefined> {
  const address = `api/contents/${path.split("/").map(encodeURIComponent).join("/")}`;
  const file = await server.get(`${address}?content=0`);
  if (!isObject(file) || !(Number(file["size"]) <= LARGEST_FILE)) return undefined;
  const answer = await server.get(`${address}?type=notebook&content=1`);
  const notebook = isObject(answer) ? answer["content"] : undefined;
  if (!isObject(notebook) || !Array.isArray(notebook["cells"])) return undefined;
  const cells = notebook["cells"].filter(isObject);
  const text = `${JSON.stringify({ ...notebook, cells: cells.map(withoutOutputs) }, null, 1)}\n`;
  if (text.length > LARGEST_TEXT) return undefined;
  const sources = cells.map(({ source }) => Array.isArray(source) ? source.join("") : String(source ?? ""));
  return { name: path.slice(path.lastIndexOf("/") + 1), text, sources };
}

function withoutOutputs(cell: Record<string, unknown>): Record<string, unknown> {
  if (cell["cell_type"] !== "code") return { ...cell, attachments: undefined };
  return { ...cell, outputs: [], execution_count: null };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
