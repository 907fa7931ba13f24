import { ok } from "node:assert/strict";
import type { PlotFigure } from "../../lib/display/plot_figure.ts";

/** Both majors that front-ends carry. */
const VERSIONS = ["3.1.0", "4.1.1"];

/** What Plotly says of a figure: nothing when it is right. */
type Validate = (data: unknown, layout: unknown) => unknown;

const loaded = new Map<string, Promise<Validate>>();

/** Asserts that every Plotly a front-end may have finds nothing to complain of, and that the figure is JSON. */
export async function assertValid(figure: PlotFigure): Promise<void> {
  const { data, layout }: PlotFigure = JSON.parse(JSON.stringify(figure));
  for (const version of VERSIONS) {
    const validate = loaded.get(version) ?? load(version);
    loaded.set(version, validate);
    const complaints = (await validate)(structuredClone(data), structuredClone(layout));
    ok(complaints === undefined, `plotly.js ${version}: ${JSON.stringify(complaints)}`);
  }
}

/** Runs the package with a proxy that answers everything in place of a browser. */
async function load(version: string): Promise<Validate> {
  const name = `npm:plotly.js-basic-dist-min@${version}`;
  await import(name).catch((error) => ok(error instanceof ReferenceError, String(error)));
  const source = await Deno.readTextFile(new URL(import.meta.resolve(`${name}/plotly-basic.min.js`)));
  const module: { exports: { validate?: Validate } } = { exports: {} };
  const names = { window: anything, self: anything, document: anything, DOMParser: anything, module };
  new Function(...Object.keys(names), "exports", "define", source)
    .apply(anything, [...Object.values(names), module.exports, undefined]);
  ok(module.exports.validate);
  return module.exports.validate;
}

// deno-lint-ignore no-explicit-any
const anything: any = new Proxy(function () {}, {
  get: (_, key) => key === Symbol.toPrimitive ? () => "" : key === "length" ? 0 : anything,
  apply: () => anything,
  construct: () => anything,
  set: () => true,
});
