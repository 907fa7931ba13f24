/**
 * CPU seconds of processes with all below them, by their parents as `/proc/<pid>/stat` names them; children that have
 * ended are in their parents' account. In steps of 10 ms per process.
 *
 * @param roots The processes.
 */
export function treeSeconds(roots: readonly { pid: number }[]): number {
  const processes = Array.from(Deno.readDirSync("/proc"), ({ name }) => name).filter((name) =>
    /^\d+$/.test(name)
  )
    .flatMap((pid) => {
      try {
        const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const ticks = fields.slice(11, 15).reduce((sum, value) => sum + Number(value), 0);
        return [{ pid: Number(pid), parent: Number(fields[1]), seconds: ticks / 100 }];
      } catch {
        // It ended between the list and the read.
        return [];
      }
    });
  const inside = new Set(roots.map(({ pid }) => pid));
  for (let size = 0; size < inside.size;) {
    size = inside.size;
    for (const { pid, parent } of processes) if (inside.has(parent)) inside.add(pid);
  }
  return processes.reduce((sum, { pid, seconds }) => inside.has(pid) ? sum + seconds : sum, 0);
}
