import type { RunRecord } from "../record/run_record.ts";
import { boampsReport } from "../sinks/boamps.ts";
import type { CodecarbonRow } from "../sinks/codecarbon_columns.ts";
import { codecarbonCsv } from "../sinks/codecarbon_csv.ts";
import { codecarbonRow } from "../sinks/codecarbon_row.ts";
import { methodsSentence } from "../sinks/methods_sentence.ts";
import { modelCard } from "../sinks/model_card.ts";
import { prometheusText } from "../sinks/prometheus.ts";
import { type SciOptions, sciScore } from "../sinks/sci.ts";

/** A format of `wattbook report`. */
export interface ReportFormat {
  /** Whether it holds many runs: then all are written. */
  readonly holdsMany: boolean;
  /**
   * Writes runs.
   *
   * @throws {RangeError} When a format that holds one run gets one whose energy is not known.
   */
  write(records: readonly RunRecord[], options: SciOptions): WrittenReport;
}

/** What was written. */
export interface WrittenReport {
  /** The text. */
  readonly text: string;
  /** Runs that are not in it, in sentences. */
  readonly leftOut: readonly string[];
}

/** The formats by name. */
export const REPORT_FORMATS: Readonly<Record<string, ReportFormat>> = {
  "boamps": one((record) => json(boampsReport(record))),
  "model-card": one(modelCard),
  "sci": one((record, options) => json(sciScore(record, options))),
  "methods": one(methodsSentence),
  "prometheus": {
    holdsMany: true,
    write: (records) => ({ text: prometheusText(records), leftOut: [] }),
  },
  "codecarbon": { holdsMany: true, write: codecarbon },
};

function one(write: (record: RunRecord, options: SciOptions) => string): ReportFormat {
  return {
    holdsMany: false,
    write: (records, options) => ({
      text: records.map((record) => write(record, options)).join("\n"),
      leftOut: [],
    }),
  };
}

function codecarbon(records: readonly RunRecord[]): WrittenReport {
  const rows: CodecarbonRow[] = [], leftOut: string[] = [];
  for (const record of records) {
    try {
      rows.push(codecarbonRow(record));
    } catch (error) {
      // A run without a known energy is no reason to keep the others back.
      if (!(error instanceof RangeError)) throw error;
      leftOut.push(error.message);
    }
  }
  return { text: codecarbonCsv(rows), leftOut };
}

/** JSON for people; an end of an interval that is not finite becomes null. */
function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
