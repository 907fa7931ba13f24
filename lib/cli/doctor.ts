import { doctor } from "../track/doctor.ts";
import { doctorText } from "../track/doctor_text.ts";
import { CliError, type Command, parseWords } from "./command.ts";

/** `wattbook doctor`: what can be measured on this machine. */
export const doctorCommand: Command = {
  help: `Usage: wattbook doctor [--json]

Lists the sources that can be read on this machine, those that cannot with the reason and the remedy,
and where the electricity comes from. Reads only this machine; nothing leaves it.

  --json      print one JSON value on stdout
  -h, --help  this text`,
  async run(args) {
    const { values, positionals } = parseWords(args, { json: { type: "boolean" } });
    if (positionals.length > 0) {
      throw new CliError(
        `unexpected word ${JSON.stringify(positionals[0])}, should be: wattbook doctor [--json]`,
      );
    }
    const report = await doctor();
    console.log(values.json ? JSON.stringify(report) : doctorText(report));
    return 0;
  },
};
