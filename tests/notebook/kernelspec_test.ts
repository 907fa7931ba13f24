import assert from "node:assert/strict";
import { findKernelspec } from "../../lib/notebook/kernelspec.ts";
import { fakeMachine } from "../fixtures/sys/fake_machine.ts";

const KERNEL = "kernels/deno/kernel.json";

const FOLDERS: { os: string; environment: Record<string, string>; folder: string }[] = [
  { os: "linux", environment: { HOME: "/home/ada" }, folder: "/home/ada/.local/share/jupyter" },
  { os: "linux", environment: { HOME: "/h", XDG_DATA_HOME: "/data" }, folder: "/data/jupyter" },
  { os: "linux", environment: { JUPYTER_PATH: "/a:/b" }, folder: "/b" },
  { os: "linux", environment: { JUPYTER_DATA_DIR: "/jupyter" }, folder: "/jupyter" },
  { os: "linux", environment: {}, folder: "/usr/local/share/jupyter" },
  { os: "darwin", environment: { HOME: "/Users/ada" }, folder: "/Users/ada/Library/Jupyter" },
  { os: "windows", environment: { APPDATA: "/Roaming" }, folder: "/Roaming/jupyter" },
];

Deno.test.each(FOLDERS)(
  "findKernelspec() on $os finds the kernel in $folder",
  ({ os, environment, folder }) => {
    using machine = fakeMachine("none", { os, env: (name) => environment[name] });
    assert.equal(findKernelspec(machine.host), undefined);
    machine.write(`${folder}/${KERNEL}`, "{}");
    assert.equal(findKernelspec(machine.host), `${folder}/${KERNEL}`);
  },
);
