/**
 * A program whose work is done by children that live for 0.3 s; it measures itself, and each child tells what it used.
 *
 * @module
 */
import { realHost } from "../../lib/host.ts";
import { openGauge } from "../../lib/track/gauge.ts";

/** What the program prints. */
export interface ShortChildren {
  /** CPU seconds of children, as wattbook found them. */
  readonly foundS: number;
  /** CPU seconds that the children told, each of itself. */
  readonly toldS: number;
  /** CPU seconds of the program itself. */
  readonly ownS: number;
}

/** Children, and seconds that each of them is busy. */
const CHILDREN = 10, BUSY_S = 0.3;

const CHILD = `
import time
while time.process_time() < ${BUSY_S}: pass
print(time.process_time())
`;

async function main([python = "python3"]: string[]): Promise<void> {
  using gauge = openGauge(realHost());
  console.log("ready");
  await Deno.stdin.read(new Uint8Array(64));
  const start = gauge.mark();
  let toldS = 0;
  for (let n = 0; n < CHILDREN; n++) {
    const { stdout } = await new Deno.Command(python, { args: ["-S", "-c", CHILD], stdin: "null" }).output();
    toldS += Number(new TextDecoder().decode(stdout));
  }
  const { span } = gauge.measure(start, gauge.mark());
  console.log("worked");
  const said: ShortChildren = { foundS: span.cpu.childrenS, toldS, ownS: span.cpu.ownS };
  console.log(JSON.stringify(said));
  Deno.exit(0);
}

if (import.meta.main) await main(Deno.args);
