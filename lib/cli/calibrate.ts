import type { Calibration } from "../energy/calibration.ts";
import { parseCalibration } from "../energy/calibration.ts";
import { type Host, realHost } from "../host.ts";
import { calibrateHost, type CalibrationProgress } from "../track/calibrate.ts";
import { readCalibration, writeCalibration } from "../track/calibration_store.ts";
import { formatNumber } from "../units.ts";
import { CliError, type Command, parseWords } from "./command.ts";
import { listenForStop } from "./stop_signals.ts";

/** `wattbook calibrate`: measures this machine once, so that figures without counters rest on it. */
export const calibrateCommand: Command = {
  help: `Usage: wattbook calibrate [OPTIONS]

Takes 60 s: idle, one thread busy, half of them, all, against whatever can be read at that moment: the
processor's counters (run it once as root where they are closed to users), a laptop's battery, a smart
plug. Where nothing can be read, watch a meter at the wall meanwhile and type in what it showed. Close
other programs first. Kept for this machine; "wattbook doctor" shows it.

  --wall W,W,W,W  watts of the whole machine from a meter at the wall: idle, one thread, half, all
  --plug URL      a smart plug: shelly://HOST, shelly-gen1://HOST or tasmota://HOST
  --seconds N     all four loads together, 4 to 3600; default 60
  --export FILE   write this machine's calibration into FILE, measuring nothing
  --import FILE   use a calibration that was exported on a machine of the same kind
  --json          print one JSON value on stdout
  -h, --help      this text`,
  async run(args) {
    const { values, positionals } = parseWords(args, {
      wall: { type: "string" },
      plug: { type: "string" },
      seconds: { type: "string" },
      export: { type: "string" },
      import: { type: "string" },
      json: { type: "boolean" },
    });
    if (positionals.length > 0) {
      throw new CliError(
        `unexpected word ${JSON.stringify(positionals[0])}, should be: wattbook calibrate [OPTIONS]`,
      );
    }
    const host = realHost();
    if (values.export !== undefined) return exportTo(host, values.export);
    const print = (calibration: Calibration, file: string) =>
      console.log(values.json ? JSON.stringify({ ...calibration, file }) : told(calibration, file));
    if (values.import !== undefined) {
      const calibration = parseCalibration(Deno.readTextFileSync(values.import));
      print(calibration, writeCalibration(host, calibration));
      return 0;
    }
    using stop = listenForStop(() => {});
    const wall = values.wall?.split(",").map((text) => text.trim() === "" ? NaN : Number(text));
    const seconds = values.seconds === undefined ? undefined : Number(values.seconds);
    using bar = openBar(seconds ?? 60);
    try {
      const calibration = await calibrateHost(host, {
        wall,
        seconds,
        plug: values.plug,
        signal: stop.stop,
        onProgress: bar.show,
      });
      bar[Symbol.dispose]();
      print(calibration, writeCalibration(host, calibration));
      return 0;
    } catch (error) {
      const status = stop.exitStatus();
      if (status === undefined) throw error;
      bar[Symbol.dispose]();
      console.error("wattbook calibrate: stopped, nothing was kept");
      return status;
    }
  },
};

function exportTo(host: Host, target: string): number {
  const { calibration, problem } = readCalibration(host);
  if (calibration === undefined) {
    throw new CliError(problem ?? "this machine is not calibrated, should be: wattbook calibrate first", 1);
  }
  Deno.writeTextFileSync(target, `${JSON.stringify(calibration, null, 2)}\n`);
  return 0;
}

function told({ processor, part, measuredBy, steps, wall, notes }: Calibration, file: string): string {
  const of = part === "cpu" ? "processor" : "whole machine";
  return [
    `${processor}: ${of} by ${measuredBy}`,
    ...steps.map(({ busyThreads, watts }) =>
      `  ${busyThreads === 0 ? "idle" : `${busyThreads} busy`.padEnd(4)}  ${formatNumber(watts)} W`
    ),
    ...(wall
      ? [`At the wall: ${formatNumber(wall.baseW)} W + ${formatNumber(wall.factor)} × what the counters show`]
      : []),
    ...notes.map((note) => `Note: ${note}`),
    `Kept in ${file}`,
  ].join("\n");
}

const BAR_WIDTH = 16, TICK_MS = 200;

/** One line that moves on a terminal, one line per load elsewhere; on stderr. */
function openBar(seconds: number): Disposable & { show(progress: CalibrationProgress): void } {
  const live = Deno.stderr.isTerminal(), begunMs = performance.now();
  const write = (text: string) => Deno.stderr.writeSync(new TextEncoder().encode(text));
  let timer: ReturnType<typeof setInterval> | undefined;
  const clear = () => {
    clearInterval(timer);
    if (live && timer !== undefined) write("\r\x1b[K");
    timer = undefined;
  };
  return {
    show({ busyThreads, threads, done }) {
      clear();
      if (done >= 1) return;
      const load = busyThreads === 0 ? "idle" : `${busyThreads} of ${threads} threads busy`;
      if (!live) return void write(`${load}\n`);
      const draw = () => {
        const part = Math.min(1, (performance.now() - begunMs) / 1000 / seconds);
        const full = Math.round(BAR_WIDTH * part), left = Math.ceil(seconds * (1 - part));
        write(`\r\x1b[K${"█".repeat(full)}${"░".repeat(BAR_WIDTH - full)} ${load}, ${left} s left`);
      };
      draw();
      timer = setInterval(draw, TICK_MS);
    },
    [Symbol.dispose]: clear,
  };
}
