import assert from "node:assert/strict";
import { runWattbook, WATTBOOK } from "./run_wattbook.ts";

/** `measure --json` with these words; the one JSON value that it printed. */
async function measured(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { code, stdout, stderr } = await runWattbook(["measure", "--json", ...words], { env });
  assert.match(stdout, /^\{.*\}\n$/, stderr);
  return { code, stderr, result: JSON.parse(stdout) };
}

/** A shell loop of roughly a tenth of a second. */
const LOOP = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done";

Deno.test("measure --json prints one JSON value with every promised field", async () => {
  const { code, stderr, result } = await measured(["--place", "BE", "--", "sh", "-c", `echo said; ${LOOP}`]);
  assert.equal(code, 0);
  // The command's own words are on stderr, so that stdout is the value alone.
  assert.equal(stderr, "said\n");
  assert.deepEqual(result.command, ["sh", "-c", `echo said; ${LOOP}`]);
  assert.equal(result.exit_code, 0);
  assert.ok(result.duration_s > 0.01 && result.duration_s < 60);
  for (const charged of [result.energy_j, result.emissions_g]) {
    for (const name of ["machine", "share", "active"]) {
      const { value, low, high, grade, how } = charged[name];
      assert.ok(0 <= low && low <= value && value <= high && value > 0, `${name} ${low} ${value} ${high}`);
      assert.match(grade, /^[A-E]$/);
      assert.ok(how.length > 5);
    }
    assert.ok(charged.share.value <= charged.machine.value * (1 + 1e-5));
  }
  const parts = result.components.reduce(
    (sum: number, { energy_j, grade, how, device }: Record<string, { value: number }>) => {
      assert.ok(grade && how && device);
      return sum + (energy_j?.value ?? NaN);
    },
    0,
  );
  assert.ok(Math.abs(parts / result.energy_j.share.value - 1) < 1e-4);
  assert.deepEqual(result.intensity, {
    grams_per_kwh: 180,
    low: 117.58,
    high: 198,
    source: "Electricity Maps yearly (ODbL)",
    year: 2025,
    zone: "BE",
    zone_name: "Belgium",
    kind: "average, life-cycle",
    place_from: "option",
  });
  // 180 g/kWh are 50 µg/J.
  const perJoule = result.emissions_g.share.value / result.energy_j.share.value;
  assert.ok(Math.abs(perJoule / 50e-6 - 1) < 1e-4, `${perJoule}`);
  const { own, children, machine_busy } = result.cpu_time_s;
  assert.ok(own >= 0 && children > 0.01 && machine_busy >= 0);
  assert.equal(result.coverage, 1);
  assert.ok(result.overhead_s >= 0 && result.overhead_s < 0.1);
  assert.ok(Array.isArray(result.notes));
  assert.equal(result.wattbook, "1.0.0");
});

Deno.test("measure --json has water, embodied emissions, PUE and CodeCarbon's word where they are asked for", async () => {
  const { result } = await measured([
    ...["--place", "BE", "--pue", "1.5", "--figure", "machine", "--water", "--codecarbon"],
    ...["--embodied", '{"device":"server","part":0.5}', "--", "sh", "-c", LOOP],
  ]);
  assert.deepEqual([result.pue, result.headline, result.method], [1.5, "machine", undefined]);
  // 180 g/kWh are 50 µg/J, and half of that again in the building.
  assert.ok(Math.abs(result.emissions_g.machine.value / result.energy_j.machine.value / 75e-6 - 1) < 1e-4);
  const { water_l, embodied_g, codecarbon } = result;
  for (const { value, low, high, source } of [water_l, embodied_g]) {
    assert.ok(0 < low && low < value && value < high && source.length > 5, `${low} ${value} ${high}`);
  }
  assert.ok(codecarbon.energy_j > 0 && codecarbon.emissions_g > 0 && codecarbon.mode === "machine");
  const { result: whole } = await measured(["--embodied", "server", "--", "sh", "-c", LOOP]);
  const perSecond = (of: typeof result) => of.embodied_g.value / of.duration_s;
  assert.ok(Math.abs(perSecond(whole) / perSecond(result) / 2 - 1) < 1e-3);
});

Deno.test("measure --method codecarbon-3.3.2 gives what CodeCarbon would report", async () => {
  const { result } = await measured([
    "--place",
    "BE",
    "--method",
    "codecarbon-3.3.2",
    "--",
    "sh",
    "-c",
    LOOP,
  ]);
  assert.deepEqual([result.method, result.headline], ["codecarbon-3.3.2", "machine"]);
  const { value, low, high, how } = result.energy_j.machine;
  assert.ok(value > 0 && value === low && value === high);
  assert.match(how, /^CodeCarbon 3\.3\.2, machine mode: /);
  assert.equal(result.energy_j.share, undefined);
  const { stderr } = await runWattbook(
    ["measure", "--place", "BE", "--codecarbon", "--water", "--embodied", "laptop", "--", "sh", "-c", LOOP],
  );
  assert.match(stderr, /^compare {4}CodeCarbon 3\.3\.2 would say [\d.]+ [µm]?g CO2e, /m);
  assert.match(stderr, /^water {6}[\d.]+ [µm]?L \(/m);
  assert.match(stderr, /^embodied {3}[\d.]+ [µm]?g CO2e \(.*; not in the headline$/m);
});

Deno.test("measure passes output and input through and its summary to stderr", async () => {
  const { code, stdout, stderr } = await runWattbook([
    "measure",
    "--place",
    "BE",
    "--",
    "sh",
    "-c",
    `cat; ${LOOP}`,
  ], {
    stdin: "typed\n",
  });
  assert.equal(code, 0);
  assert.equal(stdout, "typed\n");
  assert.match(stderr, /^energy {5}[\d.]+ m?J .*grade [A-E]: /m);
  assert.match(stderr, /^emissions {2}[\d.,]+ [µm]?g CO2eq \(/m);
  assert.match(
    stderr,
    /^grid {7}Belgium 180 g\/kWh, Electricity Maps yearly \(ODbL\) 2025, average, life-cycle$/m,
  );
});

Deno.test("measure prints no 0 for a command too short to measure", async () => {
  const { stderr } = await runWattbook(["measure", "--", "true"]);
  assert.match(stderr, /^energy {5}less than [\d.]+ [µm]?J$/m);
  assert.match(stderr, /^note {7}Too short to resolve/m);
});

Deno.test("measure ends with the command's own exit status", async () => {
  assert.equal((await runWattbook(["measure", "--", "sh", "-c", "exit 7"])).code, 7);
  const { code, result } = await measured(["--", "sh", "-c", "exit 42"]);
  assert.deepEqual([code, result.exit_code], [42, 42]);
});

Deno.test("measure ends with 128 + n for a command that signal n ended", async () => {
  const { code, result } = await measured(["--", "sh", "-c", "kill -9 $$"]);
  assert.deepEqual([code, result.exit_code], [137, 137]);
});

const WRONG = [
  {
    words: ["--", "no-such-command-here"],
    code: 127,
    says: 'cannot run "no-such-command-here": no such command',
  },
  { words: ["--", "/"], code: 126, says: 'cannot run "/": it is not a program, or not permitted' },
  { words: [], code: 2, says: "no command given, should be: wattbook measure -- COMMAND" },
  { words: ["--"], code: 2, says: "no command given, should be: wattbook measure -- COMMAND" },
  {
    words: ["true"],
    code: 2,
    says: 'unexpected word "true", should be: wattbook measure [OPTIONS] -- COMMAND',
  },
  {
    words: ["time", "--", "true"],
    code: 2,
    says: 'unexpected word "time", should be: wattbook measure [OPTIONS] -- COMMAND',
  },
  { words: ["--jsn", "--", "true"], code: 2, says: "Unknown option '--jsn'" },
  { words: ["--place"], code: 2, says: "Option '--place <value>' argument missing" },
  {
    words: ["--place", "Belgum", "--", "touch", "/dev/null/never"],
    code: 2,
    says: 'Unknown place "Belgum", did you mean "BE" (Belgium); should be a country',
  },
  { words: ["--place", "aws:eu-wst-1", "--", "true"], code: 2, says: 'did you mean "eu-west-1"' },
  { words: ["--place", "{BE}", "--", "true"], code: 2, says: '"{BE}" is no JSON: ' },
  { words: ["--pue", "0.9", "--", "true"], code: 2, says: 'field "pue" is 0.9, should be' },
  { words: ["--pue", "much", "--", "true"], code: 2, says: 'field "pue" is "much", should be' },
  {
    words: ["--method", "codecarbon", "--", "true"],
    code: 2,
    says: 'field "method" is "codecarbon", should be one of',
  },
  {
    words: ["--method", "codecarbon-3.3.2", "--figure", "active", "--", "true"],
    code: 2,
    says: 'field "figure" is "active", should be "machine" or "share"',
  },
  {
    words: ["--embodied", "phone", "--", "true"],
    code: 2,
    says: 'field "embodied" is "phone", should be "laptop"',
  },
];

for (const { words, code, says } of WRONG) {
  Deno.test(`measure ${words.join(" ")} ends with ${code} and one line`, async () => {
    for (const json of [[], ["--json"]]) {
      const ended = await runWattbook(["measure", ...json, ...words]);
      assert.equal(ended.code, code);
      assert.equal(ended.stdout, "");
      assert.match(ended.stderr, /^wattbook measure: [^\n]+\n$/);
      assert.ok(ended.stderr.includes(says), ended.stderr);
    }
  });
}

Deno.test("measure --help tells the options, also in front of a command", async () => {
  for (const words of [["--help"], ["-h"], ["--json", "--help", "--", "true"]]) {
    const { code, stdout, stderr } = await runWattbook(["measure", ...words]);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^Usage: wattbook measure \[OPTIONS\] -- COMMAND/);
    for (const option of ["--pue", "--figure", "--method", "--codecarbon", "--water", "--embodied"]) {
      assert.ok(stdout.includes(`\n  ${option} `), option);
    }
  }
});

Deno.test("measure leaves a command's own --help and -- to the command", async () => {
  const { code, stdout } = await runWattbook(["measure", "--", "echo", "--help", "--", "--json"]);
  assert.deepEqual([code, stdout], [0, "--help -- --json\n"]);
});

Deno.test("measure takes place and grams from the environment", async () => {
  const { result } = await measured(["--", "true"], { WATTBOOK_GRAMS_PER_KWH: "100" });
  const { grams_per_kwh, low, high, place_from } = result.intensity;
  assert.deepEqual([grams_per_kwh, low, high, place_from], [100, 100, 100, "environment"]);
});

Deno.test("measure says that it does not know the place: the world's average", async () => {
  const { result } = await measured(["--", "true"], { TZ: "UTC" });
  assert.deepEqual([result.intensity.zone, result.intensity.grams_per_kwh], ["World", 472.94]);
  assert.match(result.notes.join("\n"), /^The place is not known \(time zone /m);
});

Deno.test("measure finds at least 99 % of the CPU time of a job made of short-lived children", async () => {
  // Three generations: the job's own account of all it waited for is the second line of the shell's `times`.
  const child = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done";
  const job = `for n in 1 2 3 4; do sh -c '${child}'; sh -c '(${child}) & wait'; done; times >&2`;
  const { stderr, result } = await measured(["--", "sh", "-c", job]);
  const seconds = Array.from(
    stderr.matchAll(/(\d+)m([\d.]+)s/g),
    ([, minutes, rest]) => 60 * Number(minutes) + Number(rest),
  );
  assert.equal(seconds.length, 4, stderr);
  const theirs = seconds.reduce((sum, value) => sum + value, 0);
  const { children } = result.cpu_time_s;
  assert.ok(theirs > 0.5, `${theirs} s`);
  assert.ok(children >= 0.99 * theirs, `${children} of ${theirs} s`);
  // The shell counts in ticks and not its own last moments.
  assert.ok(children <= 1.05 * theirs + 0.1, `${children} of ${theirs} s`);
});

Deno.test("measure does not wait for a daemon that keeps the command's output open", async () => {
  const file = Deno.makeTempFileSync();
  try {
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: [...WATTBOOK, "measure", "--json", "--", "sh", "-c", `sleep 60 & echo $! > ${file}; exit 5`],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
      signal: AbortSignal.timeout(30_000),
    }).output();
    assert.equal(code, 5);
    assert.ok(JSON.parse(new TextDecoder().decode(stdout)).duration_s < 20);
  } finally {
    Deno.kill(Number(Deno.readTextFileSync(file)), "SIGKILL");
    Deno.removeSync(file);
  }
});

/** Starts `measure` in a process group of its own, signals it once the command runs, and collects its end. */
async function signalled(job: string, signal: (pid: number) => void) {
  const wattbook = new Deno.Command(Deno.execPath(), {
    args: [...WATTBOOK, "measure", "--json", "--", "sh", "-c", job],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: true,
    signal: AbortSignal.timeout(60_000),
  }).spawn();
  // A command that was left behind would hold its output open for ever.
  const ended = wattbook.status.then((status) => {
    killGroup(wattbook.pid);
    return status;
  });
  const reader = wattbook.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let stderr = "";
  for (let told = false;;) {
    const { done, value } = await reader.read();
    if (done) break;
    stderr += value;
    if (!told && stderr.includes("ready")) {
      told = true;
      signal(wattbook.pid);
    }
  }
  const stdout = await new Response(wattbook.stdout).text();
  return { code: (await ended).code, stderr, result: JSON.parse(stdout) };
}

function killGroup(pid: number): void {
  try {
    Deno.kill(-pid, "SIGKILL");
  } catch (error) {
    // Nobody was left.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** What a terminal does at Ctrl-C: the signal goes to the whole group in front. */
function interruptGroup(pid: number): void {
  new Deno.Command("kill", { args: ["-INT", "--", `-${pid}`] }).outputSync();
}

Deno.test("measure lets Ctrl-C through to the command and still tells what it used", async () => {
  const job = "trap 'echo interrupted >&2; exit 130' INT; echo ready >&2; while :; do sleep 0.05; done";
  const { code, stderr, result } = await signalled(job, interruptGroup);
  assert.match(stderr, /interrupted/);
  assert.deepEqual([code, result.exit_code], [130, 130]);
  assert.ok(result.energy_j.share.high > 0);
});

Deno.test("measure outlives a Ctrl-C that the command ignores", async () => {
  const job = "trap '' INT; echo ready >&2; sleep 0.3; echo done >&2";
  const { code, stderr } = await signalled(job, interruptGroup);
  assert.match(stderr, /done/);
  assert.equal(code, 0);
});

Deno.test("measure passes SIGTERM on to the command and still tells what it used", async () => {
  const job = "trap 'exit 9' TERM; echo ready >&2; while :; do sleep 0.05; done";
  const { code, result } = await signalled(job, (pid) => Deno.kill(pid, "SIGTERM"));
  assert.deepEqual([code, result.exit_code], [9, 9]);
});
