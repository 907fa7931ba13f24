import { ledgerTable } from "../display/ledger_table.ts";
import { nearest } from "../carbon/nearest.ts";
import { examine } from "../track/doctor.ts";
import { doctorText } from "../track/doctor_text.ts";
import { sessionLedger } from "../track/ledger.ts";
import type { World } from "../track/world.ts";
import type { Arguments } from "./arguments.ts";
import type { Autotrack } from "./autotrack.ts";
import { helpText, textBundle } from "./text_bundle.ts";

/** What a line magic has to show beside, where there is time to draw it. */
export type Chart = () => Promise<void>;

/**
 * Does what a line magic says. Synchronous, also in a cell that fails.
 *
 * @returns The ledger's chart, for a cell that can wait.
 * @throws {TypeError} When its arguments are wrong.
 */
export function runLine(
  name: string,
  { words, fields }: Arguments,
  world: World,
  autotrack: Autotrack,
): Chart | undefined {
  const { show } = world;
  if (name === "autotrack") {
    const [state] = only(words, ["on", "off"], "on", "off");
    if (state === "on") {
      autotrack.start(fields, { display: "line" });
      return undefined;
    }
    noFields(fields);
    if (state === "off") {
      autotrack.stop();
      return undefined;
    }
    throw new TypeError('nothing is said, should be "//%autotrack on" or "//%autotrack off"');
  }
  if (name === "ledger") {
    const [log] = only(words, ["log"], "log");
    if (log === "log") autotrack.start(fields, { display: "none" });
    else noFields(fields);
  } else {
    only(words, []);
    noFields(fields);
  }
  if (name === "magics") return showText(show, helpText());
  const intensity = world.knownIntensityOf(undefined);
  if (intensity === undefined) throw new TypeError("the tables of grid intensity could not be loaded");
  if (name === "doctor") return showText(show, doctorText(examine(world, intensity)));
  const { html, text } = ledgerTable(sessionLedger(world, intensity), intensity);
  show.bundle({ data: { "text/html": html, "text/plain": text } });
  return () => showTries(world);
}

/** What the kept runs cost against all tries, where there is something to show. */
async function showTries({ session, show }: World): Promise<void> {
  // Loaded here: few notebooks ask.
  const { TRIES_TEXT, triesFigure } = await import("../track/tries_figure.ts");
  const figure = triesFigure(session.runs());
  if (figure) await show.figure(figure, TRIES_TEXT);
}

function showText(show: World["show"], text: string): undefined {
  show.bundle(textBundle(text));
}

/** The words, if they are known ones and not more than one. */
function only(
  words: readonly string[],
  known: readonly string[],
  ...allowed: readonly string[]
): readonly string[] {
  const wrong = words.find((word, index) => index > 0 || !allowed.includes(word));
  if (wrong === undefined) return words;
  const meant = nearest(wrong, known);
  const shown = JSON.stringify(wrong.slice(0, 60));
  throw new TypeError(
    `word ${shown} is unknown, ${
      meant && words.length === 1
        ? `did you mean "${meant}"`
        : `should be ${known.join(" or ") || "left out"}`
    }`,
  );
}

function noFields(fields: Arguments["fields"]): void {
  const [field] = Object.keys(fields);
  if (field !== undefined) {
    throw new TypeError(`field "${field.slice(0, 60)}" is unknown, this magic has none`);
  }
}
