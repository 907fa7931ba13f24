import type { Destination } from "../record/destination.ts";
import type { Piece } from "./pieces.ts";
import { shorten } from "./shorten.ts";

/**
 * Where a run is logged and how to open it there.
 *
 * @param destination As far as it is known now.
 * @returns `undefined` when nothing is known.
 */
export function destinationWords(destination: Destination | undefined): Piece[] | undefined {
  if (destination === undefined) return undefined;
  const { state, uri, link, problem } = destination;
  const there = uri === undefined ? "MLflow" : shorten(uri, 120);
  const open: Piece[] = link === undefined
    ? []
    : /^https?:/.test(link)
    ? ["open ", { link }]
    : ["open it with ", { code: link }];
  switch (state) {
    case "stored":
      return open.length > 0 ? open : [`logged to ${there}`];
    case "sending":
      return [`on its way to ${there}`, ...(open.length > 0 ? [", then ", ...open] : [])];
    case "failed":
      return [
        `not logged: ${shorten(problem ?? `${there} refused it`, 300)}. It is in the journal: `,
        { code: "wattbook sync" },
        " delivers it",
      ];
    case "journal":
      return ["in the journal alone; ", { code: "wattbook sync" }, " delivers it to MLflow"];
  }
}
