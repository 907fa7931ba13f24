import { doesNotMatch, equal, match, ok, rejects, throws } from "node:assert/strict";
import { barsFigure } from "../../lib/display/figures/bars.ts";
import { bubbleFigure } from "../../lib/display/figures/bubble.ts";
import { powerFigure } from "../../lib/display/figures/power.ts";
import { loadPicture } from "../../lib/display/picture.ts";
import type { PlotFigure } from "../../lib/display/plot_figure.ts";
import { realHost } from "../../lib/host.ts";
import { model, MODELS, NASTY, run } from "./sample_runs.ts";

/** One for all tests: evaluating the package takes a fifth of a second. */
const picture = await loadPicture(realHost());

function power(record = run()): PlotFigure {
  const figure = powerFigure(record);
  ok(figure);
  return figure;
}

/** Text of an SVG, line by line of its elements. */
const texts = (svg: string) =>
  Array.from(
    svg.matchAll(/<text[^>]*>(.*?)<\/text>/g),
    ([, inner = ""]) => inner.replace(/<[^>]*>|\u200b/g, ""),
  );

Deno.test("draw() golden picture of two points", (t) =>
  t.assertSnapshot(picture.draw({
    data: [{
      type: "scatter",
      mode: "markers",
      x: [1, 10],
      y: [1, 3],
      error_x: { type: "data", array: [1, 5] },
    }],
    layout: {
      width: 300,
      height: 200,
      title: { text: "<b>Two points</b> CO<sub>2</sub>e" },
      xaxis: { type: "log", range: [-0.5, 1.5], tickvals: [1, 10], ticktext: ["1 g", "10 g"] },
      yaxis: { range: [0, 4], tickvals: [0, 4] },
      margin: { l: 40, r: 10, t: 50, b: 30, autoexpand: false },
      showlegend: false,
    },
  })));

Deno.test("draw() is an SVG with title, subtitle, axes, ticks and legend", () => {
  const svg = picture.draw(power());
  match(svg, /^<svg [^>]*viewBox="0 0 760 360"[^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  const found = texts(svg);
  for (
    const text of [
      "forest-300 drew 5 W on average, 6.5 W at most",
      "Power (W)",
      "This notebook",
      "CPU package 0",
      "20",
      "grade B: CPU package 0 counter, split by CPU time",
    ]
  ) {
    ok(found.includes(text), `"${text}" is in ${JSON.stringify(found)}`);
  }
  ok(found.some((text) => text.startsWith("mean 4 – 6 W")), "subtitle");
});

Deno.test("draw() puts one decade of a log axis at the right distance", () => {
  const svg = picture.draw({
    data: [{ type: "scatter", mode: "markers", x: [1, 10, 100], y: [1, 1, 1] }],
    layout: {
      width: 300,
      height: 200,
      xaxis: { type: "log", range: [0, 2] },
      margin: { l: 50, r: 50, t: 0, b: 0 },
    },
  });
  const xs = Array.from(
    svg.matchAll(/transform="translate\(([\d.]+),[\d.]+\)" class="point"/g),
    ([, x]) => Number(x),
  );
  equal(xs.join(), "0,100,200");
});

Deno.test("draw() draws error bars, steps, bars and the subscript in CO2e", () => {
  const bubble = picture.draw(bubbleFigure(MODELS)), bars = picture.draw(barsFigure(MODELS));
  equal(bubble.match(/class="xerror"/g)?.length, 3);
  match(bubble, /d="M[\d.,]+H[\d.]+V[\d.]+H/, "level, up, level");
  equal(bars.match(/<g class="point"><path d="M[1-9]/g)?.length, 6);
  match(bars, /<tspan dy="0.3em" style="font-size:70%">2<\/tspan>/);
});

Deno.test("draw() puts the second line of a title below the first", () => {
  const svg = picture.draw({ data: [], layout: { width: 300, height: 200, title: { text: "one<br>two" } } });
  const [first, second] = Array.from(svg.matchAll(/<tspan[^>]*class="line"[^>]*>/g), ([tag]) => ({
    x: tag.match(/ x="([^"]+)"/)?.[1],
    dy: tag.match(/ dy="([^"]+)"/)?.[1],
  }));
  ok(first?.x !== undefined && second?.x === first.x, "both have the same x");
  equal(second?.dy, "1.3em");
});

Deno.test("draw() gives the same text each time and leaves the figure as it was", () => {
  const figure = power(), before = JSON.stringify(figure);
  equal(picture.draw(figure), picture.draw(figure));
  equal(JSON.stringify(figure), before);
});

Deno.test("draw() leaves no empty declaration, at which some renderers drop the whole style", () => {
  doesNotMatch(picture.draw(bubbleFigure(MODELS)), /style="[^"]*:\s*(;|")/);
});

Deno.test("draw() keeps names as text", () => {
  const svgs = [
    picture.draw(power(run({ runName: NASTY }))),
    picture.draw(bubbleFigure([model(NASTY, 0.001, { accuracy: 0.9 })])),
    picture.draw(barsFigure([model(NASTY, 0.001)])),
  ];
  for (const svg of svgs) {
    doesNotMatch(svg, /<script|<b>/);
    match(svg, /&#60;script&#62;/);
  }
});

Deno.test("draw() throws for what is no figure, and draws the next one", () => {
  throws(() =>
    picture.draw({
      data: [{ type: "scatter", y: [1] }],
      layout: {
        width: 300,
        height: 200,
        get xaxis() {
          throw new TypeError("broken");
        },
      },
    })
  );
  match(picture.draw(power()), /^<svg/);
});

Deno.test("loadPicture() leaves the globals alone: no library takes the notebook for a browser", () => {
  for (const name of ["window", "document", "Plotly", "DOMParser", "SVGElement"]) {
    ok(!(name in globalThis), name);
  }
});

Deno.test("loadPicture() says in one sentence that it cannot be loaded", async () => {
  const offline = (fails: string) =>
    realHost({
      load: (specifier) =>
        specifier.includes(fails)
          ? Promise.reject(new TypeError(`npm package not found in cache: "${fails}"\n  at file.ts`))
          : import(specifier),
    });
  for (const fails of ["plotly.js-basic-dist-min", "linkedom"]) {
    await rejects(loadPicture(offline(fails)), (error: Error) => {
      match(
        error.message,
        /^Cannot load the drawing code "npm:[\w.-]+@[\d.]+": npm package not found in cache: .*network$/,
      );
      equal(error.message.split("\n").length, 1);
      ok(error.cause instanceof TypeError);
      return true;
    });
  }
});
