import assert from "node:assert/strict";
import { realHost } from "../../lib/host.ts";
import { findNotebook } from "../../lib/notebook/identity.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";

const TOKEN = "c0ffee5ec2e7";
const KERNEL = "11965ba2-b3b6-4efe-a4b1-0d5423b6d770";

const NOTEBOOK = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { kernelspec: { name: "deno" } },
  cells: [
    { cell_type: "markdown", id: "a", metadata: {}, source: "# Größe" },
    {
      cell_type: "code",
      id: "b",
      metadata: {},
      source: ["let a = 1;\n", "a"],
      execution_count: 3,
      outputs: [{ secret: 1 }],
    },
  ],
};

/** A Jupyter server on loopback, as far as its sessions and contents go. */
function jupyter(answers: Record<string, unknown>, options: { path?: string } = {}) {
  const asked: string[] = [];
  const answer = (request: Request) => {
    const { pathname, search } = new URL(request.url);
    asked.push(pathname + search);
    if (request.headers.get("authorization") !== `token ${TOKEN}`) {
      return new Response("who?", { status: 403 });
    }
    const found = answers[pathname + search];
    if (found instanceof Response) return found;
    return found === undefined ? new Response("no", { status: 404 }) : Response.json(found);
  };
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = options.path
    ? Deno.serve({ path: options.path, transport: "unix", onListen: () => resolve(0) }, answer)
    : Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: ({ port }) => resolve(port) }, answer);
  return { asked, port: promise, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** A kernel that a server with this file has started, with its connection file beside it. */
function kernel(root: string, server: unknown, more: Record<string, string> = {}) {
  Deno.mkdirSync(`${root}/proc/self`, { recursive: true });
  Deno.mkdirSync(`${root}/run`, { recursive: true });
  Deno.writeTextFileSync(
    `${root}/proc/self/cmdline`,
    `deno\0jupyter\0--kernel\0--conn\0/run/kernel-${KERNEL}.json\0`,
  );
  if (server !== undefined) {
    Deno.writeTextFileSync(
      `${root}/run/jpserver-77.json`,
      typeof server === "string" ? server : JSON.stringify(server),
    );
  }
  return realHost({ root, environment: { JPY_PARENT_PID: "77", ...more } });
}

const SESSIONS = [
  { type: "notebook", path: "other.ipynb", kernel: { id: "another" } },
  { type: "notebook", path: "a b/Größe #1.ipynb", kernel: { id: KERNEL } },
];
const ADDRESS = "/lab/api/contents/a%20b/Gr%C3%B6%C3%9Fe%20%231.ipynb";
const ANSWERS = {
  "/lab/api/sessions": SESSIONS,
  [`${ADDRESS}?content=0`]: { size: 2000 },
  [`${ADDRESS}?type=notebook&content=1`]: { content: NOTEBOOK },
};

Deno.test("findNotebook() asks the server that started the kernel for path and cells, and leaves outputs out", async () => {
  using folder = tempFolder();
  await using server = jupyter(ANSWERS);
  const url = `http://127.0.0.1:${await server.port}/lab/`;
  const found = await findNotebook(kernel(folder.path, { url, token: TOKEN, sock: "" }));
  assert.equal(found?.path, "a b/Größe #1.ipynb");
  const saved = await found?.read();
  assert.deepEqual([saved?.name, saved?.sources], ["Größe #1.ipynb", ["# Größe", "let a = 1;\na"]]);
  const cells = JSON.parse(saved?.text ?? "").cells;
  assert.deepEqual([cells[1].outputs, cells[1].execution_count, cells[1].id], [[], null, "b"]);
  assert.doesNotMatch(saved?.text ?? "", /secret/);
});

Deno.test({
  name: "findNotebook() asks a server that listens on a socket",
  ignore: Deno.build.os === "windows",
  async fn() {
    using folder = tempFolder();
    const sock = `${folder.path}/jupyter.sock`;
    await using _server = jupyter(ANSWERS, { path: sock });
    const told = { url: "http+unix://%2Ftmp%2Fjupyter.sock/lab/", base_url: "/lab/", token: TOKEN, sock };
    const found = await findNotebook(kernel(folder.path, told));
    assert.equal(found?.path, "a b/Größe #1.ipynb");
  },
});

Deno.test("findNotebook() looks for the server's file where Jupyter keeps it, too", async () => {
  await using server = jupyter(ANSWERS);
  const url = `http://localhost:${await server.port}/lab`;
  for (
    const [place, name, value] of [
      ["/home/me/.local/share/jupyter/runtime", "HOME", "/home/me"],
      ["/data/jupyter/runtime", "XDG_DATA_HOME", "/data"],
      ["/jd/runtime", "JUPYTER_DATA_DIR", "/jd"],
      ["/rt", "JUPYTER_RUNTIME_DIR", "/rt"],
    ] as const
  ) {
    using own = tempFolder();
    Deno.mkdirSync(own.path + place, { recursive: true });
    Deno.writeTextFileSync(
      `${own.path}${place}/jpserver-77.json`,
      JSON.stringify({ url, token: TOKEN, sock: "" }),
    );
    const found = await findNotebook(kernel(own.path, undefined, { [name]: value }));
    assert.equal(found?.path, "a b/Größe #1.ipynb", name);
  }
});

Deno.test("findNotebook() sends the token to this machine alone, and nowhere by a redirection", async () => {
  using folder = tempFolder();
  const asked: string[] = [];
  const ask = async (url: string, more: Record<string, unknown> = {}) => {
    const host = {
      ...kernel(folder.path, { url, token: TOKEN, sock: "", port: 8888, base_url: "/", ...more }),
      fetch: (input: RequestInfo | URL, init?: RequestInit) => {
        asked.push(`${input} ${init?.redirect}`);
        return Promise.reject(new TypeError(`cannot reach ${input} with ${TOKEN}`));
      },
    };
    return await findNotebook(host);
  };
  for (
    const url of [
      "http://example.org/",
      "http://10.0.0.5:8888/",
      "http://127.0.0.1.example.org/",
      "http://localhost@example.org/",
      "http://my-host:8888/",
      "ftp://localhost/",
      "file:///etc/passwd",
      "",
      "http://[",
    ]
  ) assert.equal(await ask(url), undefined);
  assert.deepEqual(asked, []);
  for (
    const url of [
      "http://127.0.0.1:8888/",
      "http://[::1]:8888/",
      "https://localhost:8888/",
      "http://0.0.0.0:8888/",
    ]
  ) {
    assert.equal(await ask(url), undefined);
  }
  assert.deepEqual(asked, [
    "http://127.0.0.1:8888/api/sessions error",
    "http://[::1]:8888/api/sessions error",
    "https://localhost:8888/api/sessions error",
    "http://127.0.0.1:8888/api/sessions error",
  ]);
});

Deno.test.each([
  { name: "no parent", server: undefined, env: { JPY_PARENT_PID: "" } },
  { name: "a parent that is no number", server: undefined, env: { JPY_PARENT_PID: "../7" } },
  { name: "no file of the server", server: undefined, env: {} },
  { name: "a file that is no JSON", server: "{", env: {} },
  { name: "a file that holds something else", server: "null", env: {} },
])("findNotebook() with $name knows nothing, or what the environment says", async ({ server, env }) => {
  using folder = tempFolder();
  assert.equal(await findNotebook(kernel(folder.path, server, env)), undefined);
  const named = await findNotebook(
    kernel(folder.path, server, { ...env, JPY_SESSION_NAME: "/work/digits.ipynb" }),
  );
  assert.equal(named?.path, "/work/digits.ipynb");
  assert.equal(await named?.read(), undefined);
  assert.equal(
    await findNotebook(kernel(folder.path, server, { ...env, JPY_SESSION_NAME: "console-1" })),
    undefined,
  );
});

Deno.test.each([
  { name: "refuses", sessions: new Response("no", { status: 403 }) },
  { name: "answers no JSON", sessions: new Response("<html>") },
  { name: "knows no sessions", sessions: [] },
  { name: "answers something else", sessions: { message: "hello" } },
  {
    name: "has odd sessions",
    sessions: [null, 7, { kernel: null }, { kernel: { id: KERNEL }, type: "notebook", path: 7 }],
  },
  { name: "has a console", sessions: [{ type: "console", path: "console-1", kernel: { id: KERNEL } }] },
])("findNotebook() with a server that $name knows nothing", async ({ sessions }) => {
  using folder = tempFolder();
  await using server = jupyter({ "/api/sessions": sessions });
  const url = `http://127.0.0.1:${await server.port}/`;
  assert.equal(await findNotebook(kernel(folder.path, { url, token: TOKEN, sock: "" })), undefined);
});

Deno.test.each([
  { name: "large as a file", file: { size: 20_000_001 }, content: NOTEBOOK },
  { name: "of unknown size", file: {}, content: NOTEBOOK },
  {
    name: "large without outputs",
    file: { size: 2e6 },
    content: { ...NOTEBOOK, cells: [{ cell_type: "code", source: "x".repeat(1e6) }] },
  },
  { name: "no notebook", file: { size: 10 }, content: "text" },
])("findNotebook() does not read what is $name", async ({ file, content }) => {
  using folder = tempFolder();
  const sessions = [{ type: "notebook", path: "a.ipynb", kernel: { id: KERNEL } }];
  await using server = jupyter({
    "/api/sessions": sessions,
    "/api/contents/a.ipynb?content=0": file,
    "/api/contents/a.ipynb?type=notebook&content=1": { content },
  });
  const url = `http://127.0.0.1:${await server.port}/`;
  const found = await findNotebook(kernel(folder.path, { url, token: TOKEN, sock: "" }));
  assert.equal(found?.path, "a.ipynb");
  assert.equal(await found?.read(), undefined);
});
