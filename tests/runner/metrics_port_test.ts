import assert from "node:assert/strict";
import { keepMetricsFile, kernelText } from "../../lib/runner/metrics_file.ts";
import { parseListen, serveMetrics } from "../../lib/runner/metrics_port.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { seriesOf } from "./series_of.ts";

Deno.test("serveMetrics() answers Prometheus at /metrics with what is known now", async () => {
  const { series, running, progress } = seriesOf();
  await using port = serveMetrics(series, parseListen("0"));
  assert.match(port.url, /^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
  series.take(progress(running, 44));
  const response = await fetch(port.url);
  assert.equal(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  assert.match(await response.text(), /wattbook_kernel_energy_joules_total\{.*run="b".*\} 44\n/);
  const other = await fetch(new URL("/", port.url));
  assert.deepEqual([other.status, await other.text()], [404, "wattbook: the metrics are at /metrics\n"]);
  const posted = await fetch(port.url, { method: "POST" });
  assert.deepEqual([posted.status, await posted.text()], [405, ""]);
  const taken = Number(new URL(port.url).port);
  assert.throws(
    () => serveMetrics(series, { hostname: "127.0.0.1", port: taken }),
    /^NotebookError: Cannot listen at 127\.0\.0\.1:\d+ for Prometheus: the port is taken, give another one$/,
  );
});

Deno.test("serveMetrics() waits at its end for the last question, where somebody asks again and again", async () => {
  const { series, running, progress } = seriesOf(),
    waited: number[] = [],
    begun = Promise.withResolvers<void>();
  let nowMs = 0;
  const clock = {
    nowMs: () => nowMs,
    sleep(ms: number, signal: AbortSignal) {
      waited.push(ms);
      begun.resolve();
      return new Promise<void>((resolve) =>
        signal.addEventListener("abort", () => resolve(), { once: true })
      );
    },
  };
  const stop = new AbortController();
  const open = () => serveMetrics(series, parseListen("0"), { signal: stop.signal, clock });
  const ask = async ({ url }: { readonly url: string }) => await (await fetch(url)).text();
  const port = open();
  await ask(port);
  nowMs = 15_000;
  await ask(port);
  const end = port[Symbol.asyncDispose]();
  await begun.promise;
  series.take(progress(running, 99));
  assert.match(await ask(port), /\} 99\n/);
  await end;
  assert.deepEqual(waited, [22_500]);

  // Nobody asked twice: nobody waits. Stopped by Ctrl-C neither.
  const once = open();
  await ask(once);
  await once[Symbol.asyncDispose]();
  const stopped = open();
  await ask(stopped);
  nowMs += 15_000;
  await ask(stopped);
  const ended = stopped[Symbol.asyncDispose]();
  stop.abort();
  await ended;
  assert.deepEqual(waited, [22_500, 22_500]);
  await assert.rejects(ask(stopped), TypeError);
});

Deno.test("parseListen() reads a port, with a host where one is named", () => {
  assert.deepEqual(parseListen("9464"), { hostname: "127.0.0.1", port: 9464 });
  assert.deepEqual(parseListen("0.0.0.0:80"), { hostname: "0.0.0.0", port: 80 });
  assert.deepEqual(parseListen("[::1]:80"), { hostname: "::1", port: 80 });
  for (const text of ["", "99999", "http://a:80", "a:b", ":80"]) {
    assert.throws(() => parseListen(text), /should be a port \(9464\), or 0\.0\.0\.0:9464/);
  }
});

Deno.test("keepMetricsFile() writes a whole file at its begin and its end, and tells once what goes wrong", () => {
  using folder = tempFolder();
  const { series, running, progress } = seriesOf(),
    path = `${folder.path}/sweep.prom`,
    problems: string[] = [];
  {
    using file = keepMetricsFile(path, series, (problem) => problems.push(problem));
    assert.equal(Deno.readTextFileSync(path), kernelText(series));
    series.take(progress(running, 50));
    file.write();
    assert.match(Deno.readTextFileSync(path), /run="b",user="ann"\} 50\n/);
    series.take(progress(running, 60));
  }
  assert.match(Deno.readTextFileSync(path), /run="b",user="ann"\} 60\n/);
  assert.deepEqual(Array.from(Deno.readDirSync(folder.path), ({ name }) => name), ["sweep.prom"]);
  {
    using file = keepMetricsFile(path, series, (problem) => problems.push(problem));
    Deno.removeSync(folder.path, { recursive: true });
    file.write();
    file.write();
  }
  Deno.mkdirSync(folder.path);
  assert.equal(problems.length, 1);
  assert.match(problems[0] ?? "", /^Cannot write ".*sweep\.prom": /);
  assert.throws(
    () => keepMetricsFile(`${folder.path}/a.txt`, series, () => {}),
    /its name should end in "\.prom"/,
  );
  assert.throws(
    () => keepMetricsFile(`${folder.path}/no/a.prom`, series, () => {}),
    /there is no folder ".*no"$/,
  );
});
