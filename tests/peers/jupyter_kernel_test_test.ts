import assert from "node:assert/strict";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { realHost } from "../../lib/host.ts";
import { installKernel } from "../../lib/kernel/install.ts";
import { pythonEnvironment } from "./python_environment.ts";

/** The newest versions when this was written. */
const WHEELS = ["jupyter_kernel_test==0.7.0", "jupyter_client==8.10.0"];

Deno.test("jupyter_kernel_test passes against our kernel: all of it but the pager, which we do not have", {
  timeout: 300_000,
}, async () => {
  const python = await pythonEnvironment("jupyter_kernel_test-0.7.0", WHEELS);
  using folder = tempFolder();
  installKernel(realHost(), { kind: "prefix", prefix: folder.path }, Deno.execPath());
  const script = new URL("kernel_suite.py", import.meta.url).pathname;
  const { stdout, stderr } = await new Deno.Command(python, {
    args: [script],
    env: { JUPYTER_PATH: `${folder.path}/share/jupyter`, PYTHONUTF8: "1" },
    stdin: "null",
  }).output();
  const [output = "", log = ""] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assert.notEqual(output, "", log);
  const { passed, failed, skipped } = JSON.parse(output);
  assert.deepEqual(failed, [], log);
  assert.deepEqual(skipped, [{
    test: "test_pager (__main__.KernelSuite.test_pager)",
    why: "No code page something",
  }]);
  assert.deepEqual(passed, [
    "test_clear_output",
    "test_completion",
    "test_display_data",
    "test_error",
    "test_execute_result",
    "test_execute_stderr",
    "test_execute_stdout",
    "test_history",
    "test_inspect",
    "test_is_complete",
    "test_kernel_info",
    "test_recv_iopub_welcome_msg",
  ]);
});
