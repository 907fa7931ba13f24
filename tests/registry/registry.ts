import { readTar } from "./tar.ts";

/** A version of a package: its files by path (`/mod.ts`) and its entry points. */
export interface Version {
  /** Path → content. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Entry point → path, as in `deno.json`. */
  readonly exports: Readonly<Record<string, string>>;
}

/** A JSR registry on loopback; use `await using`. */
export interface Registry extends AsyncDisposable {
  /** Its address, for `JSR_URL`. */
  readonly url: string;
  /** Everything that was asked for, in order: `GET /@std/csv/meta.json`. */
  readonly requests: string[];
  /** What it holds: `@scope/name@version`. */
  readonly versions: Map<string, Version>;
}

/** Where a registry may look for packages that nobody published to it: `undefined` where it has none either. */
export type Upstream = (path: string) => Promise<Response | undefined>;

/**
 * Starts a registry that takes what `deno publish` sends and serves what Deno asks for.
 *
 * @param upstream Answers for everything that was not published here.
 */
export function startRegistry(upstream: Upstream): Registry {
  const versions = new Map<string, Version>();
  const requests: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const url = new URL(request.url);
    requests.push(`${request.method} ${url.pathname}`);
    if (url.pathname.startsWith("/api/")) return await takeCall(versions, request, url);
    return await serveFile(versions, url.pathname) ?? await upstream(url.pathname) ?? notFound();
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    requests,
    versions,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** What a registry serves of one package: list of versions, manifest and files. */
export async function serveFile(
  versions: ReadonlyMap<string, Version>,
  path: string,
): Promise<Response | undefined> {
  const [, name = "", rest = ""] = /^\/(@[^/]+\/[^/]+)\/(.+)$/.exec(path) ?? [];
  if (rest === "meta.json") return listVersions(versions, name);
  const number = rest.replace(/_meta\.json$/, "").replace(/\/.*/, "");
  const version = versions.get(`${name}@${number}`);
  if (version === undefined) return undefined;
  if (rest === `${number}_meta.json`) return Response.json(await manifestOf(version));
  const content = version.files.get(rest.slice(number.length));
  const type = rest.endsWith(".ts")
    ? "text/typescript"
    : rest.endsWith(".json")
    ? "application/json"
    : "text/plain";
  return content && new Response(content.slice(), { headers: { "content-type": type } });
}

function listVersions(versions: ReadonlyMap<string, Version>, name: string): Response | undefined {
  const numbers = [...versions.keys()].filter((key) => key.startsWith(`${name}@`)).map((key) =>
    key.slice(name.length + 1)
  );
  if (numbers.length === 0) return undefined;
  const [scope, short] = name.slice(1).split("/");
  return Response.json({
    scope,
    name: short,
    versions: Object.fromEntries(numbers.map((number) => [number, {}])),
  });
}

async function manifestOf({ files, exports }: Version): Promise<unknown> {
  const manifest: Record<string, { size: number; checksum: string }> = {};
  for (const [path, content] of files) {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", content.slice()));
    manifest[path] = { size: content.length, checksum: `sha256-${hash.toHex()}` };
  }
  return { manifest, exports };
}

/** The calls of `deno publish`: is there such a package, is there such a version, take this one. */
async function takeCall(versions: Map<string, Version>, request: Request, url: URL): Promise<Response> {
  const called = /^\/api\/scopes\/([^/]+)\/packages\/([^/]+)(?:\/versions\/([^/]+))?$/.exec(url.pathname);
  if (called === null) return notFound();
  const [, scope, name, number] = called;
  if (number === undefined) return Response.json({ scope, name });
  const key = `@${scope}/${name}@${number}`;
  if (request.method === "GET") {
    return versions.has(key) ? Response.json({ scope, name, version: number }) : notFound();
  }
  if (request.body === null) {
    return Response.json({ code: "malformedRequest", message: "no archive" }, { status: 400 });
  }
  const archive = await readTar(request.body);
  const files = new Map(
    Array.from(archive, ([path, content]) => [`/${path.replace(/^(\.?\/)/, "")}`, content]),
  );
  const config = files.get(url.searchParams.get("config") ?? "/deno.json");
  const { exports } = JSON.parse(new TextDecoder().decode(config));
  versions.set(key, { files, exports: typeof exports === "string" ? { ".": exports } : exports });
  return Response.json({ id: crypto.randomUUID(), status: "success", error: null });
}

function notFound(): Response {
  return Response.json({ code: "notFound", message: "not found" }, { status: 404 });
}
