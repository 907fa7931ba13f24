/** How a column is set. */
export type Alignment = "left" | "right";

/**
 * Rows of text as lines with aligned columns, two spaces apart; an empty last cell leaves no blanks behind.
 *
 * @param rows Cells, one line each.
 * @param alignments One per column.
 */
export function alignColumns(
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[],
): string[] {
  const widths = alignments.map((_, column) =>
    Math.max(0, ...rows.map((row) => columnsOf(row[column] ?? "")))
  );
  return rows.map((row) =>
    alignments.map((alignment, column) => {
      const cell = row[column] ?? "", blanks = " ".repeat((widths[column] ?? 0) - columnsOf(cell));
      return alignment === "right" ? blanks + cell : cell + blanks;
    }).join("  ").trimEnd()
  );
}

/** Columns that a text takes in a terminal: ideographs and emoji two. */
function columnsOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    columns +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]|\p{Emoji_Presentation}/u
          .test(segment)
        ? 2
        : 1;
  }
  return columns;
}
