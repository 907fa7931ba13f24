/** What a server takes at most. */
export interface ServerLimits {
  /** Metric points per request. */
  readonly metrics: number;
  /** Parameters per request. */
  readonly params: number;
  /** Tags per request. */
  readonly tags: number;
  /** Bytes per request. */
  readonly bytes: number;
  /** Metric names of a run; absent where nobody counts them. */
  readonly metricNames?: number;
  /** Tags of a run. */
  readonly runTags?: number;
  /** Units of UTF-16 in a tag's name. */
  readonly tagKey: number;
  /** Units of UTF-16 in a tag's value. */
  readonly tagValue: number;
  /** Units of UTF-16 in the name of an experiment. */
  readonly experimentName: number;
}

/** Limits of MLflow 3.17 (`mlflow/utils/validation.py`), the strictest of SQLite store and server. */
export const LIMITS = { metrics: 1000, params: 100, tags: 100, bytes: 900_000 } as const;

/** The same, of any MLflow server; Databricks also refuses requests of more than 1 MB. */
export const MLFLOW_LIMITS: ServerLimits = { ...LIMITS, tagKey: 250, tagValue: 8000, experimentName: 500 };

/** Limits of Azure Machine Learning, from its documentation ("Limits for logging with MLflow", 2025). */
export const AZUREML_LIMITS: ServerLimits = {
  metrics: 250,
  params: 100,
  tags: 50,
  bytes: 900_000,
  metricNames: 50,
  runTags: 50,
  tagKey: 100,
  tagValue: 1000,
  experimentName: 256,
};

/** Lengths above which MLflow cuts a value, and of one part of an artifact's name. */
export const CUT = { param: 6000, tag: 8000, name: 250, key: 250, part: 80 } as const;

/** Keys that are clean for sure: nearly all, and the rules for the others take many times longer. */
const CLEAN = /^[\w:-][\w:.-]*(?:\/[\w:-][\w:.-]*)*$/;

/** A text of at most `length` UTF-16 units that never ends in half a character. */
export function cutText(text: string, length: number): string {
  const cut = text.slice(0, length), last = cut.charCodeAt(cut.length - 1);
  return last >= 0xD800 && last <= 0xDBFF ? cut.slice(0, -1) : cut;
}

/**
 * A key that MLflow accepts: letters, digits, `_ - . : /` and blanks of any script, at most 250 characters, no
 * leading slash, and no part of dots and blanks only; everything else becomes `_`. Python counts no combining
 * mark as a letter, hence the composed form.
 */
export function cleanKey(key: string): string {
  if (key.length <= CUT.key && CLEAN.test(key)) return key;
  const allowed = key.normalize("NFC").replace(/[^\p{L}\p{N}_\-. :/]/gu, "_");
  const parts = allowed.split("/").filter((part) => !/^[. ]*$/.test(part));
  const clean = cutText(parts.join("/").replace(/^(?: |\.\.)+/, ""), CUT.key).replace(/(?:\/[. ]*| +)+$/, "");
  return clean === "" ? "_" : clean;
}

/** Keys that had to be changed, with what they became. */
export function renamedKeys(keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, cleanKey(key)]).filter(([key, clean]) => key !== clean));
}

/**
 * A name for an artifact that stays inside the run's folder, whatever the user called it. A name that had to be
 * changed gets a number made of the old one, so that two of them never become one file.
 */
export function safeArtifactPath(path: string): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== "" && part !== ".");
  const tooDeep = parts.length > 8;
  return (tooDeep ? [parts.join("_")] : parts).map(safePart).join("/") || "_";
}

/** File systems take 255 bytes; a character of UTF-16 has at most three. */
function safePart(part: string): string {
  const safe = part.replace(/[\p{Cc}\p{Cs}<>:"|?*%#]/gu, "_").replace(/^\.\.+|^\s+|\s+$/g, "_");
  if (safe === part && part.length <= CUT.part) return part;
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(safe)?.[0] ?? "";
  const stem = safe.slice(0, safe.length - ending.length);
  return `${cutText(stem, CUT.part - ending.length - 9)}-${fingerprint(part)}${ending}`;
}

/** FNV-1a of 32 bits over the UTF-16 units, as eight hexadecimal digits. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
