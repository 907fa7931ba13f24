import assert from "node:assert/strict";
import { codecarbonCsv, readCodecarbonCsv } from "../../lib/sinks/codecarbon_csv.ts";
import { CODECARBON_COLUMNS } from "../../lib/sinks/codecarbon_columns.ts";
import { codecarbonRow } from "../../lib/sinks/codecarbon_row.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";
import { fullRecord } from "../sinks/full_record.ts";
import { askCodecarbon } from "./codecarbon_python.ts";
import { peerTest } from "./peer.ts";

peerTest(
  "codecarbonCsv() writes a file to which the real CodeCarbon appends, and both read all of it",
  async () => {
    using folder = tempFolder();
    const path = `${folder.path}/emissions.csv`;
    const record = fullRecord({ experimentName: 'a "b", c\nd', runName: "é 🌍" });
    Deno.writeTextFileSync(path, codecarbonCsv([codecarbonRow(record)]));
    const theirs = {
      run_id: "theirs",
      project_name: "x,y",
      duration: 1.5,
      emissions: 2e-7,
      country_iso_code: "BEL",
      pue: 1.0,
    };
    const { columns, rows, files } = await askCodecarbon("codecarbon_appends.py", theirs, path) as {
      columns: string[];
      rows: Record<string, unknown>[];
      files: string[];
    };
    // It took the heading for its own: nothing was backed up.
    assert.deepEqual(files, ["emissions.csv"]);
    assert.deepEqual(columns, Object.keys(CODECARBON_COLUMNS));
    assert.deepEqual(rows.map(({ project_name }) => project_name), ['a "b", c\nd', "x,y"]);
    assert.equal(rows[0]?.emissions, 0.006);
    assert.equal(rows[0]?.country_iso_code, "USA");
    assert.equal(rows[0]?.experiment_id, "é 🌍");
    const read = readCodecarbonCsv(Deno.readTextFileSync(path));
    assert.deepEqual([read.repaired, read.problems], [[], []]);
    assert.deepEqual(read.rows[1], theirs);
  },
);
