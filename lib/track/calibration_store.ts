import { messageOf } from "../errors.ts";
import { type Calibration, parseCalibration } from "../energy/calibration.ts";
import type { Host } from "../host.ts";
import { type Processor, readProcessor } from "../sources/processor.ts";
import { textHash } from "./text_hash.ts";

/** The calibration of this machine, where one was made. */
export interface StoredCalibration {
  /** Where it is, or would be. */
  readonly file: string | undefined;
  /** What it says. */
  readonly calibration: Calibration | undefined;
  /** Why it cannot be used, if it is there and cannot. */
  readonly problem: string | undefined;
}

/** Finds the calibration of this machine; never throws. */
export function readCalibration(host: Host): StoredCalibration {
  const processor = readProcessor(host), file = calibrationFile(host, processor);
  const none = { file, calibration: undefined, problem: undefined };
  if (file === undefined) return none;
  let text: string;
  try {
    text = host.readText(file);
  } catch {
    // None was made, or nothing may be read here: the model of the processor stands in.
    return none;
  }
  try {
    const calibration = parseCalibration(text);
    checkMachine(calibration, processor);
    return { ...none, calibration };
  } catch (error) {
    return { ...none, problem: `"${file}": ${messageOf(error)}` };
  }
}

/**
 * Keeps the calibration of this machine.
 *
 * @returns The file.
 * @throws {Error} When it may not be written, or is of another machine.
 */
export function writeCalibration(host: Host, calibration: Calibration): string {
  const processor = readProcessor(host), file = calibrationFile(host, processor);
  checkMachine(calibration, processor);
  if (file === undefined) throw new Error("Cannot keep the calibration: no home folder, set XDG_STATE_HOME");
  const path = host.path(file);
  Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  // Whole or not at all: another process may read it at this moment.
  Deno.writeTextFileSync(`${path}.new`, `${JSON.stringify(calibration, null, 2)}\n`);
  Deno.renameSync(`${path}.new`, path);
  return file;
}

function checkMachine({ processor: name, threads }: Calibration, processor: Processor): void {
  if (name === processor.name && threads === processor.logicalCpus) return;
  throw new RangeError(
    `Cannot use a calibration of another machine: it is of "${name}" with ${threads} threads, ` +
      `should be "${processor.name}" with ${processor.logicalCpus}`,
  );
}

/** By processor and machine: a home folder may be shared by many. The machine's own number does not leave it. */
function calibrationFile(host: Host, processor: Processor): string | undefined {
  const folder = stateFolder(host);
  const { vendor, family, model, name, logicalCpus } = processor;
  const key = textHash([vendor, family, model, name, logicalCpus, machineId(host)].join("\n"));
  return folder && `${folder}/wattbook/calibration-${key}.json`;
}

/** The folder for state by the XDG rules, and its like elsewhere. */
function stateFolder(host: Host): string | undefined {
  const home = host.env("HOME") ?? host.env("USERPROFILE");
  if (host.os === "windows") return host.env("LOCALAPPDATA")?.replaceAll("\\", "/");
  if (host.os === "darwin") return home && `${home}/Library/Application Support`;
  return host.env("XDG_STATE_HOME") ?? (home && `${home}/.local/state`);
}

function machineId(host: Host): string {
  try {
    return host.readText("/etc/machine-id").trim();
  } catch {
    // Containers and other systems have none; the processor alone tells machines apart.
    return "";
  }
}
