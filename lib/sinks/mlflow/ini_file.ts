/**
 * Reads an INI file as Python's `configparser` does, as far as credentials need it: sections, `key = value` or
 * `key: value`, comments with `#` or `;`. The section `DEFAULT` is taken as any other; keys are in lower case.
 *
 * @param text Content of the file.
 */
export function readIni(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim();
    if (trimmed === "" || /^[#;]/.test(trimmed)) continue;
    const name = /^\[(.+)\]$/.exec(trimmed)?.[1];
    if (name !== undefined) {
      section = sections.get(name) ?? new Map();
      sections.set(name, section);
      continue;
    }
    const [, key, value] = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(trimmed) ?? [];
    if (key !== undefined && value !== undefined) section?.set(key.toLowerCase(), value);
  }
  return sections;
}
