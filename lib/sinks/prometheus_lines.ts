/** One value with its labels. */
export interface Sample {
  /** Labels by name. */
  readonly labels: Readonly<Record<string, string>>;
  /** The value; one that is not known is left out. */
  readonly value: number | undefined;
}

/** One metric with its samples. */
export interface MetricFamily {
  /** Its name below `wattbook_`. */
  readonly name: string;
  /** A counter never falls. */
  readonly type: "gauge" | "counter";
  /** A sentence about it. */
  readonly help: string;
  /** Its samples. */
  readonly samples: readonly Sample[];
}

/** A metric in Prometheus' text format, version 0.0.4; empty without samples. */
export function familyText({ name, type, help, samples }: MetricFamily): string {
  const lines = samples.flatMap(({ labels, value }) =>
    value === undefined ? [] : [`wattbook_${name}${labelText(labels)} ${numberText(value)}`]
  );
  if (lines.length === 0) return "";
  return [`# HELP wattbook_${name} ${help}`, `# TYPE wattbook_${name} ${type}`, ...lines, ""].join("\n");
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const escaped = (text: string) =>
    text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
  return `{${Object.entries(labels).map(([name, text]) => `${name}="${escaped(text)}"`).join(",")}}`;
}

/** Go's spelling of what is no finite number. */
function numberText(value: number): string {
  return value === Infinity ? "+Inf" : value === -Infinity ? "-Inf" : String(value);
}
