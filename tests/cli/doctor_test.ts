import assert from "node:assert/strict";
import { runWattbook } from "./run_wattbook.ts";

Deno.test("doctor --json prints one JSON value with every promised field", async () => {
  const { code, stdout, stderr } = await runWattbook(["doctor", "--json"], { env: { WATTBOOK_PLACE: "BE" } });
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /^\{.*\}\n$/);
  const report = JSON.parse(stdout);
  assert.ok(report.sources.length > 0);
  for (const source of report.sources) {
    assert.equal(typeof source.name, "string");
    if (source.usable) assert.match(source.grade, /^[A-E]$/);
    else assert.ok(source.why_not && source.how_to_enable, source.name);
  }
  assert.deepEqual(report.place, {
    zone: "BE",
    name: "Belgium",
    from: "environment",
    grams_per_kwh: 180,
    low: 117.58,
    high: 198,
    source: "Electricity Maps yearly (ODbL)",
    year: 2025,
    kind: "average, life-cycle",
  });
  assert.match(report.grade, /^[A-E]$/);
  assert.equal(report.deno, Deno.version.deno);
  assert.match(report.kernel, /^not in a kernel/);
});

Deno.test("doctor prints the same for people and leaves nothing behind", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const { code, stdout, stderr } = await runWattbook(["doctor"], { cwd: folder });
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^Grade [A-E] on this machine: .+, Deno \d+\.\d+\.\d+\nNotebook: not in a kernel/);
    assert.match(stdout, /^Read here\n( {2}[A-E] {2}.+\n)+/m);
    assert.match(
      stdout,
      /^Electricity: World \(World\), 473 g\/kWh \(30 – 699\), Ember yearly .* 2024, average, life-cycle$/m,
    );
    assert.match(stdout, /The place is not known/);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("doctor names the nearest place for one that it does not know", async () => {
  const { code, stdout, stderr } = await runWattbook(["doctor"], { env: { WATTBOOK_PLACE: "Belgum" } });
  assert.deepEqual([code, stdout], [1, ""]);
  assert.match(stderr, /^wattbook doctor: Unknown place "Belgum", did you mean "BE" \(Belgium\)[^\n]*\n$/);
});

Deno.test("doctor takes no other words", async () => {
  for (const words of [["--jsno"], ["patient"]]) {
    const { code, stdout, stderr } = await runWattbook(["doctor", ...words]);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /^wattbook doctor: [^\n]+\n$/);
  }
});

Deno.test("doctor --help tells what it reads", async () => {
  const { code, stdout } = await runWattbook(["doctor", "--help"]);
  assert.equal(code, 0);
  assert.match(stdout, /^Usage: wattbook doctor \[--json\]/);
});
