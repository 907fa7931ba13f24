import type { Host } from "../host.ts";
import { type LightElement, type Linkedom, openLightWindow } from "./light_dom.ts";
import type { PlotFigure } from "./plot_figure.ts";
import { cannotLoad, DRAWING_PACKAGES, loadPlotlySource } from "./plotly_source.ts";

/** Draws figures without a browser. */
export interface Picture {
  /** The figure as an SVG document; throws when it is no figure that Plotly can draw. */
  draw(figure: PlotFigure): string;
}

/** The part of Plotly that is used here. */
interface Plotly {
  newPlot(element: LightElement, data: unknown, layout: unknown, config: object): Promise<unknown>;
  purge(element: LightElement): void;
  readonly Snapshot: { toSVG(element: LightElement, format: "svg", scale: number): string };
}

/** A picture has no mouse; a `$` in a name is no formula. */
const CONFIG = { staticPlot: true, typesetMath: false };

/**
 * Loads the drawing code (Plotly in a document without a browser), about 3 MB, downloaded at first use. Memory
 * grows by 120 to 200 MB when it draws.
 *
 * @param host Loads the packages.
 * @throws {Error} When they cannot be loaded; one sentence.
 */
export async function loadPicture(host: Host): Promise<Picture> {
  const source = await loadPlotlySource(host);
  const window = openLightWindow(await loadLinkedom(host));
  const plotly = evaluate(source, window);
  return {
    draw({ data, layout }) {
      const element = window.document.createElement("div");
      window.document.body.append(element);
      try {
        // Plotly writes its defaults into what it is given; a figure is a value. It draws at once; what it does
        // later (margins that grow, pictures from elsewhere) our figures do not need.
        const rest = plotly.newPlot(element, structuredClone(data), structuredClone(layout), CONFIG);
        rest.catch(() => {
          // The picture was taken long before; nobody sees what goes wrong now.
        }).then(() => plotly.purge(element));
        return tidy(plotly.Snapshot.toSVG(element, "svg", 1));
      } finally {
        element.remove();
      }
    },
  };
}

async function loadLinkedom(host: Host): Promise<Linkedom> {
  const { linkedom } = DRAWING_PACKAGES;
  try {
    return await host.load(linkedom) as Linkedom;
  } catch (cause) {
    throw cannotLoad(linkedom, cause);
  }
}

/** Runs the package with `window` in place of the globals, which stay as they are. */
function evaluate(source: string, window: Readonly<Record<string, unknown>>): Plotly {
  const module = { exports: {} };
  const names = { ...window, module, exports: module.exports, define: undefined, process: undefined };
  new Function(...Object.keys(names), source).apply(window, Object.values(names));
  return module.exports as Plotly;
}

/**
 * The same picture, smaller and the same each time: what Plotly draws at random to tell its parts apart is numbered,
 * and declarations without a value, at which some renderers drop the whole style, are left out.
 */
function tidy(svg: string): string {
  const numbers = new Map<string, string>();
  const numbered = (id: string) => {
    const number = numbers.get(id) ?? String(numbers.size);
    numbers.set(id, number);
    return number;
  };
  return svg
    .replaceAll(/ (?:data-[\w-]+="[^"]*"|(?:class|transform)="")/g, "")
    .replaceAll(
      /(?: (?:id|class)="|url\('?#)[^")]*/g,
      (names) => names.replace(/(?<=clip|defs-|legend|trace)[0-9a-f]{6}/g, numbered),
    )
    .replaceAll(
      /(?<= style=")[^"]*/g,
      (style) =>
        style.replaceAll("TOBESTRIPPED", "").split(";").filter((one) => !/^\s*[\w-]+:\s*$/.test(one)).join(
          ";",
        ),
    )
    .replaceAll(' style=""', "")
    .replaceAll(/<g(?: class="[^"]*")? \/>/g, "");
}
