/** What nbformat 4.5 allows as the id of a cell. */
const VALID = /^[a-zA-Z0-9_-]{1,64}$/;

/** Cells with an id each: those that have a valid one keep it, the others get one from their place (`"cell-3"`). */
export function withIds<Cell extends { readonly id?: string | undefined }>(
  cells: readonly Cell[],
): (Cell & { id: string })[] {
  const taken = new Set<string>();
  const given = cells.map(({ id }) => {
    const keep = id !== undefined && VALID.test(id) && !taken.has(id);
    if (keep) taken.add(id);
    return keep ? id : undefined;
  });
  return cells.map((cell, index) => ({ ...cell, id: given[index] ?? freeId(index + 1, taken) }));
}

function freeId(place: number, taken: Set<string>): string {
  let id = `cell-${place}`;
  for (let again = 2; taken.has(id); again++) id = `cell-${place}-${again}`;
  taken.add(id);
  return id;
}
