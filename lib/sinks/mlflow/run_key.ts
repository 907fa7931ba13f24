/** Under this tag a server has our own run id, so that a run whose creation was not answered is found again. */
export const RUN_ID_TAG = "wattbook.run_id";

/** Under this tag a run that was copied from elsewhere says where it came from: address and run id. */
export const SYNCED_FROM_TAG = "wattbook.synced_from";

/** The key of a run that is copied. MLflow's filters know no escape, so the address holds no quotes. */
export function sourceKey(uri: string, runId: string): string {
  return `${uri} ${runId}`.replaceAll("'", "%27");
}

/** Our own run id is a key by itself; any other text says where a run was copied from. */
export function keyTag(runKey: string): typeof RUN_ID_TAG | typeof SYNCED_FROM_TAG {
  return isRunId(runKey) ? RUN_ID_TAG : SYNCED_FROM_TAG;
}

/**
 * The id of a run in an embedded store: our own, or the one that it had where it was copied from, so that links
 * between runs stay right.
 */
export function embeddedId(runKey: string): string {
  if (isRunId(runKey)) return runKey;
  const theirs = runKey.slice(runKey.lastIndexOf(" ") + 1).replaceAll("-", "").toLowerCase();
  return isRunId(theirs) ? theirs : digest(runKey);
}

function isRunId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}

/** FNV-1a of 128 bits over the units of UTF-16, as 32 hexadecimal digits: ids of other kinds are rare. */
function digest(text: string): string {
  let hash = 0x6c62272e07bb014262b821756295c58dn;
  for (let at = 0; at < text.length; at++) {
    hash = BigInt.asUintN(128, (hash ^ BigInt(text.charCodeAt(at))) * 0x0000000001000000000000000000013Bn);
  }
  return hash.toString(16).padStart(32, "0");
}
