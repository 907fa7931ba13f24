/**
 * Makes `lib/parity/data/` from the data files inside CodeCarbon 3.3.2 of PyPI:
 *
 * ```sh
 * pip install codecarbon==3.3.2
 * deno run -A tests/generate/parity_tables.ts …/site-packages/codecarbon
 * ```
 *
 * @module
 */
import { parse } from "@std/csv/parse";

const source = Deno.args[0];
if (source === undefined) throw new Error("Cannot make the tables: no folder given, should be …/codecarbon");
const data = `${source.replace(/\/$/, "")}/data`;
const target = new URL("../../lib/parity/data/", import.meta.url);
const licence = Deno.readTextFileSync(`${source}/../codecarbon-3.3.2.dist-info/licenses/LICENSE`).trim();

const json = (path: string) => JSON.parse(Deno.readTextFileSync(`${data}/${path}`));
const countries = json("private_infra/global_energy_mix.json") as Record<
  string,
  { carbon_intensity: number }
>;
const states = json("private_infra/2023/usa_emissions.json") as Record<
  string,
  { emissions: number | string }
>;
const mixes = json("private_infra/2023/canada_energy_mix.json") as Record<string, Record<string, number>>;
const nordic = json("private_infra/nordic_emissions.json").data as Record<
  string,
  { emission_factor: number }
>;
const china = json("private_infra/2023/china_provincial_emissions.json").data as Record<
  string,
  { names: string[]; emission_factor: number }
>;
const cloud = parse(Deno.readTextFileSync(`${data}/cloud/impact.csv`), { skipFirstRow: true });
const processors = parse(Deno.readTextFileSync(`${data}/hardware/cpu_power.csv`), { skipFirstRow: true });

const places = [
  table(
    "COUNTRIES",
    "Country (ISO 3166-1 alpha-3): gCO2eq/kWh. Our World in Data, 2009-2023 (CC BY 4.0).",
    Object.entries(countries).map(([code, { carbon_intensity }]) => [code, carbon_intensity]),
  ),
  table(
    "US_STATES",
    "State of the USA: lb CO2eq/MWh. EPA eGRID2023 (public domain).",
    Object.entries(states).flatMap(([name, { emissions }]) =>
      typeof emissions === "number" ? [[name, emissions]] : []
    ),
  ),
  table(
    "CANADIAN_MIXES",
    "Province of Canada: coal, petroleum, natural gas and all sources, 2023 (per cent).",
    Object.entries(mixes).map(([name, { coal, petroleum, naturalGas, total }]) => [
      name,
      [coal, petroleum, naturalGas, total].join(" "),
    ]),
  ),
  table(
    "NORDIC_ZONES",
    "Bidding zone: gCO2eq/kWh. ENTSO-E generation of 2025; FI is older.",
    Object.entries(nordic).map(([zone, { emission_factor }]) => [zone, emission_factor]),
  ),
  table(
    "CHINESE_PROVINCES",
    "Province of China: gCO2/kWh, 2023. Ministry of Ecology and Environment and National Bureau of Statistics of China.",
    Object.values(china).flatMap(({ names, emission_factor }) =>
      names.map((name): Entry => [name, emission_factor])
    ),
  ),
  table(
    "CLOUD_REGIONS",
    "Provider and region: gCO2eq/kWh. Google, figures of 2023.",
    cloud.map(({ provider, region, impact }) => [`${provider} ${region}`, Number(impact)]),
  ),
];
write("places.ts", "Grid intensities", places.join("\n\n"));
write(
  "cpu_power.ts",
  "Thermal design powers of processors",
  [
    "/** Name, tab, watts as CodeCarbon's `cpu_power.csv` has them: four are no numbers, and are kept so. */",
    `export const CPU_POWER = \`${processors.map(({ Name, TDP }) => `${Name}\t${TDP}`).join("\n")}\`;`,
  ].join("\n"),
);

type Entry = readonly [name: string, value: number | string];

function table(
  constant: string,
  comment: string,
  entries: readonly (readonly (string | number)[])[],
): string {
  const lines: string[] = [];
  for (const [name, value] of entries) {
    const text = `${name}: ${value};`, last = lines.at(-1);
    if (last === undefined || last.length + text.length > 100) lines.push(text);
    else lines[lines.length - 1] = `${last} ${text}`;
  }
  return `/** ${comment} */\nexport const ${constant} = \`\n${lines.join("\n")}\n\`;`;
}

function write(name: string, what: string, body: string): void {
  const header = [
    `${what} of CodeCarbon 3.3.2 (PyPI, 2026), unchanged, under its licence.`,
    "Made by tests/generate/parity_tables.ts: do not edit.",
    "",
    ...licence.split("\n"),
  ];
  const comment = `/*\n${header.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */`;
  Deno.writeTextFileSync(new URL(name, target), `${comment}\n\n${body}\n`);
}
