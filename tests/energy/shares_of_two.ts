import { tempFolder } from "../fixtures/temp_folder.ts";
import { counterJ, type OwnCount } from "./identity_program.ts";
import { lineProcess } from "./line_process.ts";
import { neighbours } from "./neighbours.ts";
import { treeSeconds } from "./tree_seconds.ts";

/** A machine's energy and whose it was. */
export interface Shares {
  /** Joules of the machine, by its counter. */
  readonly machineJ: number;
  /** What is neither program's, by CPU time that was counted in another way. */
  readonly restJ: number;
  /** What each of the two programs takes for its share. */
  readonly sharesJ: readonly number[];
  /** What each of them takes for the machine's. */
  readonly machinesJ: readonly number[];
}

/** Two programs that work at once, beside a busy neighbour, and measure themselves by one counter. */
export async function sharesOfTwo(): Promise<Shares> {
  using root = tempFolder();
  const zone = `${root.path}/sys/class/powercap/intel-rapl:0`;
  Deno.mkdirSync(zone, { recursive: true });
  Deno.writeTextFileSync(`${zone}/name`, "psys\n");
  Deno.writeTextFileSync(`${zone}/energy_uj`, "0\n");
  await using _busy = neighbours(1);
  const program = import.meta.resolve("./identity_program.ts");
  const programs = [["20000000", "240"], ["40000000", "80"]].map((args) =>
    lineProcess(Deno.execPath(), ["run", "-A", "--frozen", program, ...args, root.path])
  );
  const goOn = () => Promise.all(programs.map((program) => program.say("go on")));
  const say = async (expected: string) => {
    const lines = await Promise.all(programs.map((program) => program.saysLine()));
    if (lines.some((line) => line !== expected)) throw new Error(`${lines.join()}, should be ${expected}`);
  };
  const now = () => ({ joules: counterJ(), busyS: busySeconds(), treesS: treeSeconds(programs) });
  await say("ready");
  const start = now();
  await goOn();
  await say("worked");
  const end = now();
  await goOn();
  const counts = await Promise.all(
    programs.map(async (program): Promise<OwnCount> => JSON.parse(await program.saysLine())),
  );
  await Promise.all(programs.map((program) => program.ends()));
  const machineJ = end.joules - start.joules, busyS = end.busyS - start.busyS;
  return {
    machineJ,
    restJ: machineJ * (busyS - (end.treesS - start.treesS)) / busyS,
    sharesJ: counts.map(({ shareJ }) => shareJ ?? NaN),
    machinesJ: counts.map(({ machineJ }) => machineJ ?? NaN),
  };
}

/** Busy seconds of all processors, straight from the file: all but idle and waiting for a disk. */
function busySeconds(): number {
  const fields = Deno.readTextFileSync("/proc/stat").split("\n")[0]?.split(/\s+/).slice(1, 9).map(Number) ??
    [];
  return fields.reduce((sum, ticks, at) => at === 3 || at === 4 || at === 7 ? sum : sum + ticks, 0) / 100;
}
