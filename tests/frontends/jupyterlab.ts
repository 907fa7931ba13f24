import { pythonEnvironment } from "../peers/python_environment.ts";
import { openChromium, type Page } from "./chromium.ts";
import { writeKernelspec } from "./kernelspec.ts";

/** The newest version when this was written. */
const JUPYTERLAB = "jupyterlab==4.6.6";

/** JupyterLab with a notebook open. */
export interface Lab extends AsyncDisposable {
  /** Opens a notebook of its folder. */
  open(notebook: string): Promise<void>;
  /** Run All, waits until every cell has ended, and saves. */
  runAll(): Promise<void>;
  /** A picture of some cells and what they show, of so many pixels from the top. */
  picture(first: number, last: number, most?: number): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * Starts JupyterLab in a folder, and Chromium in front of it.
 *
 * @param folder Its root: notebooks and kernels work there.
 * @param deno The program that has the kernel.
 * @throws {Error} When Python, PyPI or Chromium is missing.
 */
export async function openLab(folder: string, deno: string): Promise<Lab> {
  const python = await pythonEnvironment("jupyterlab-4.6.6", [JUPYTERLAB]);
  await using opened = new AsyncDisposableStack();
  const page = opened.use(await openChromium());
  const port = freePort(), token = crypto.randomUUID();
  const own = `${folder}/.jupyter`;
  // It asks whether it may fetch news, over the cells.
  const quiet = `${own}/settings/@jupyterlab/apputils-extension`;
  Deno.mkdirSync(quiet, { recursive: true });
  Deno.writeTextFileSync(
    `${quiet}/notification.jupyterlab-settings`,
    JSON.stringify({ fetchNews: "false", checkForUpdates: false }),
  );
  const server = new Deno.Command(python, {
    args: [
      ...["-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser"],
      ...[`--ServerApp.port=${port}`, "--ServerApp.port_retries=0", `--ServerApp.root_dir=${folder}`],
      ...[`--IdentityProvider.token=${token}`],
    ],
    env: {
      JUPYTER_PATH: writeKernelspec(own, deno),
      JUPYTER_CONFIG_DIR: `${own}/config`,
      JUPYTER_DATA_DIR: `${own}/data`,
      JUPYTER_RUNTIME_DIR: `${own}/runtime`,
      JUPYTERLAB_SETTINGS_DIR: `${own}/settings`,
      JUPYTERLAB_WORKSPACES_DIR: `${own}/workspaces`,
      WATTBOOK_PLACE: "BE",
      PYTHONUTF8: "1",
    },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  opened.defer(async () => {
    server.kill("SIGTERM");
    await server.status;
  });
  const address = `http://127.0.0.1:${port}`;
  await until("the server's start", 60, () => answers(`${address}/api`));
  await page.open(`${address}/lab?reset&token=${token}`);
  await until("JupyterLab's start", 60, () => holds(page, "!!window.jupyterapp?.shell"));
  await page.evaluate(
    `window.jupyterapp.restored.then(() => window.jupyterapp.commands.execute("apputils:change-theme", { theme: "JupyterLab Light" }))`,
  );
  const stack = opened.move();
  return {
    open: (notebook) => openNotebook(page, notebook),
    runAll: () => runAll(page),
    picture: (first, last, most = Infinity) => picture(page, first, last, most),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** What is waited for when a notebook is opened. */
export const KERNEL_START = "the kernel's start";

const NOTEBOOK = "window.opened";

async function openNotebook(page: Page, notebook: string): Promise<void> {
  await page.evaluate(`(async () => {
    const { commands } = window.jupyterapp;
    const path = ${JSON.stringify(notebook)};
    window.opened = await commands.execute("docmanager:open", { path, factory: "Notebook" });
    await commands.execute("application:toggle-left-area");
    window.jupyterapp.shell.activateById(window.opened.id);
  })()`);
  await until(
    KERNEL_START,
    30,
    () => holds(page, `${NOTEBOOK}?.sessionContext?.session?.kernel?.status === "idle"`),
  );
}

async function runAll(page: Page): Promise<void> {
  await page.evaluate(`void window.jupyterapp.commands.execute("notebook:run-all-cells")`);
  const ended = `${NOTEBOOK}.content.widgets.filter(({ model }) => model.type === "code")
    .every(({ model }) => model.executionCount && model.executionState !== "running")`;
  await until("the cells' end", 300, () => holds(page, ended));
  await until(
    "the kernel's rest",
    60,
    () => holds(page, `${NOTEBOOK}.sessionContext.session.kernel.status === "idle"`),
  );
  await page.evaluate(`window.jupyterapp.commands.execute("docmanager:save")`);
}

async function picture(
  page: Page,
  first: number,
  last: number,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const clip = await page.evaluate(`(async () => {
    const { content } = ${NOTEBOOK};
    await content.scrollToItem(${first}, "start");
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const [from, to] = [${first}, ${last}].map((n) => content.widgets[n].node.getBoundingClientRect());
    return { x: from.left, y: from.top, width: from.width, height: to.bottom - from.top };
  })()`) as { x: number; y: number; width: number; height: number };
  return await page.picture({ ...clip, height: Math.min(clip.height, most) });
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.ok;
  } catch {
    // Nobody listens yet.
    return false;
  }
}

async function holds(page: Page, condition: string): Promise<boolean> {
  try {
    return await page.evaluate(condition) === true;
  } catch {
    // The page is still loading.
    return false;
  }
}

async function until(what: string, seconds: number, holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!await holds()) {
    if (performance.now() > deadline) throw new Error(`Waited for ${what}: it took more than ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
