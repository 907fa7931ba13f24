import assert from "node:assert/strict";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { pythonEnvironment } from "./python_environment.ts";

/** The version whose figures are reproduced. */
const VERSION = "3.3.2";

/** Keeps the peer from reading a user's configuration, and from calling home. */
export const CODECARBON_ENVIRONMENT = {
  HOME: "/nowhere",
  PYTHONUTF8: "1",
  CODECARBON_TELEMETRY: "off",
  DO_NOT_TRACK: "true",
};

/** Path of a Python with the real CodeCarbon. */
export async function codecarbonPython(): Promise<string> {
  return await pythonEnvironment(`codecarbon-${VERSION}`, [`codecarbon==${VERSION}`]);
}

/**
 * Runs a script of this folder with the real CodeCarbon.
 *
 * @param script File name.
 * @param input What it reads as JSON, from the file that is its first argument.
 * @param more Further arguments.
 * @returns What it prints, as JSON.
 */
export async function askCodecarbon(script: string, input: unknown, ...more: string[]): Promise<unknown> {
  const python = await codecarbonPython();
  using folder = tempFolder();
  const file = `${folder.path}/input.json`;
  await Deno.writeTextFile(file, JSON.stringify(input));
  const path = new URL(script, import.meta.url).pathname;
  const command = new Deno.Command(python, {
    args: [path, file, ...more],
    cwd: folder.path,
    env: CODECARBON_ENVIRONMENT,
    stdin: "null",
  });
  const { code, stdout, stderr } = await command.output();
  assert.equal(code, 0, `${script}: ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}
