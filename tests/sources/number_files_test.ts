import assert from "node:assert/strict";
import { openNumberFiles } from "../../lib/sources/number_files.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";

Deno.test("openNumberFiles() multiplies numbers, as long as a file says what it should, in a thread too", () => {
  using folder = tempFolder();
  const [volts, amperes, status] = ["volts", "amperes", "status"].map((name) => `${folder.path}/${name}`) as [
    string,
    string,
    string,
  ];
  Deno.writeTextFileSync(volts, "11400000\n");
  Deno.writeTextFileSync(amperes, "2000000\n");
  Deno.writeTextFileSync(status, "Discharging\n");
  const data = { paths: [volts, amperes], factor: 1e-12, when: { path: status, is: "Discharging" } };
  // The sampler's thread has nothing but the text; it never closes its files, a test has to.
  const open = Deno.openSync, opened: Deno.FsFile[] = [];
  Deno.openSync = (...arguments_) => {
    const file = open(...arguments_);
    opened.push(file);
    return file;
  };
  try {
    const alone: typeof openNumberFiles = (0, eval)(`(${openNumberFiles.toString()})`);
    const read = alone(data);
    assert.equal(read().toFixed(9), "22.800000000");
    Deno.writeTextFileSync(amperes, "0x10");
    assert.throws(read, /amperes" holds no number/);
    Deno.writeTextFileSync(status, "Charging\n");
    assert.throws(read, /status" is not "Discharging"/);
  } finally {
    Deno.openSync = open;
    opened.forEach((file) => file.close());
  }
});
