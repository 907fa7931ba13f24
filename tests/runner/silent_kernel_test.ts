import assert from "node:assert/strict";
import { jupyterServer } from "../../lib/runner/jupyter_server.ts";
import type { ServicesMessage } from "../../lib/runner/services.ts";

type Slot<Value> = (sender: unknown, value: Value) => void;

const signal = new AbortController().signal;

/** Half a second after its start a kernel is looked for once more. */
const LOOKS = { sanitizeOps: false, sanitizeResources: false };

/** Jupyter's client library over kernels of which the first ones are silent. */
function services(silent: number, version = "2.9.6") {
  const started: string[] = [], ended: string[] = [], asked: string[] = [];
  class KernelConnection {
    readonly id: string;
    readonly info: Promise<Record<string, string>>;
    readonly connectionStatusChanged = { connect: (slot: Slot<string>) => (slot(this, "connected"), true) };
    readonly statusChanged = { connect: () => true };
    #publish: Slot<ServicesMessage> = () => {};
    readonly iopubMessage = { connect: (slot: Slot<ServicesMessage>) => (this.#publish = slot, true) };

    constructor({ model: { id } }: { model: { id: string } }) {
      this.id = id;
      const info = { implementation: "Deno kernel", implementation_version: version };
      this.info = Number(id) <= silent ? new Promise(() => {}) : Promise.resolve(info);
    }

    requestExecute({ code }: { code: string }) {
      asked.push(code);
      const header = { msg_id: crypto.randomUUID(), session: "", username: "", date: "", version: "5.3" };
      const msg = { header }, done = Promise.resolve();
      const future = { msg, onReply: (_: unknown) => {}, done, dispose() {} };
      queueMicrotask(() => {
        const printed = code.match(/\("(wattbook-client-[^"\\]+\\n)"\)/)?.[1];
        if (printed) {
          const content = { name: "stdout", text: JSON.parse(`"${printed}"`) };
          this.#publish(this, { header: { ...header, msg_type: "stream" }, content });
        }
        const id = code.match(/display_id:"([^"]+)"/)?.[1];
        const content = { data: { "text/plain": "" }, metadata: {}, transient: { display_id: id } };
        this.#publish(this, { header: { ...header, msg_type: "update_display_data" }, content });
        future.onReply({ header, content: { status: "ok", execution_count: 1 } });
      });
      return future;
    }

    dispose() {}
  }
  const library = {
    ServerConnection: { makeSettings: (settings: unknown) => settings },
    KernelAPI: {
      startNew: () => Promise.resolve({ id: String(started.push("kernel")), name: "deno" }),
      getKernelModel: (id: string) => Promise.resolve({ id, name: "deno" }),
      shutdownKernel: (id: string) => (ended.push(id), Promise.resolve()),
    },
    KernelSpecAPI: {
      getSpecs: () => Promise.resolve({ default: "deno", kernelspecs: { deno: { language: "typescript" } } }),
    },
    KernelConnection,
  };
  const server = jupyterServer({ url: "http://lab:8888/", token: "", headers: {} }, {
    host: { load: () => Promise.resolve(library), fetch },
    patience: { silentMs: 20, startMs: 40 },
  });
  return { server, started, ended, asked };
}

Deno.test("jupyterServer() starts another kernel in place of one that does not answer", LOOKS, async () => {
  const { server, started, ended } = services(2);
  const kernel = await server.start(undefined, { signal }, "/");
  assert.deepEqual([started.length, ended], [3, ["1", "2"]]);
  assert.equal((await kernel.execute("1 + 1")).status, "ok");
  await kernel.shutdown();
  assert.deepEqual(ended, ["1", "2", "3"]);
});

Deno.test("jupyterServer() says what helps when no kernel answers", LOOKS, async () => {
  const { server, ended } = services(Infinity);
  await assert.rejects(server.start(undefined, { signal }, "/"), {
    name: "NotebookError",
    message:
      "Cannot start a kernel on http://lab:8888/: 8 kernels were started and none answered, the last one not " +
      "in 0.04 s; look into the server's log; Deno before 2.8 is often silent behind a server, use a newer one there",
  });
  assert.equal(ended.length, 8);
});

Deno.test.each([{ version: "2.2.15", prints: true }, { version: "2.9.6", prints: false }])(
  "A kernel of Deno $version behind a server is waited for with a printed marker: $prints",
  LOOKS,
  async ({ version, prints }) => {
    const { server, asked } = services(0, version);
    const kernel = await server.start(undefined, { signal }, "/");
    await kernel.execute("1 + 1");
    await kernel.shutdown();
    const markers = asked.filter((code) => code.includes("wattbook-client-"));
    assert.deepEqual([...new Set(markers.map((code) => code.includes("core?.print")))], [prints]);
  },
);
