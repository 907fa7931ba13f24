import { withoutSecrets } from "../sinks/mlflow/uri.ts";

/** Longest wait for `git`, in milliseconds. */
const STATUS_MS = 5000;

/**
 * Adds the tags by which MLflow shows the state of the code: commit, branch and address of the repository at once,
 * from git's own files; whether it has changes when `git` has answered, in the background. Without git, or without
 * the permission to look, nothing is added.
 *
 * @param tags Gets the tags, now and later.
 * @param folder Where the program or notebook is.
 */
export function addGitTags(tags: Record<string, string>, folder: string): void {
  try {
    if (Deno.permissions.querySync({ name: "read" }).state !== "granted") return;
    const git = gitFolder(folder);
    if (git === undefined) return;
    Object.assign(tags, filesTags(git));
    if (Deno.permissions.querySync({ name: "run", command: "git" }).state !== "granted") return;
    isDirty(folder).then((dirty) => {
      if (dirty !== undefined) tags["mlflow.source.git.dirty"] = String(dirty);
    });
  } catch {
    // A repository in an unknown state is no reason to measure nothing.
  }
}

/** The `.git` of a folder or of one above it; in a worktree that is a file which names the folder. */
function gitFolder(folder: string): string | undefined {
  for (let at = folder;; at = at.slice(0, at.lastIndexOf("/"))) {
    const stat = statOf(`${at}/.git`);
    if (stat?.isDirectory) return `${at}/.git`;
    const named = stat?.isFile
      ? /^gitdir:\s*(.+)$/m.exec(readText(`${at}/.git`) ?? "")?.[1]?.trim()
      : undefined;
    if (named !== undefined) return named.startsWith("/") ? named : `${at}/${named}`;
    if (!at.includes("/")) return undefined;
  }
}

function filesTags(git: string): Record<string, string> {
  const head = readText(`${git}/HEAD`)?.trim() ?? "";
  const shared = readText(`${git}/commondir`)?.trim();
  const root = shared === undefined ? git : shared.startsWith("/") ? shared : `${git}/${shared}`;
  const ref = /^ref: (.+)$/.exec(head)?.[1];
  const commit = ref === undefined ? head : commitOf(ref, git, root);
  const branch = ref?.replace(/^refs\/heads\//, "");
  const origin = /\[remote "origin"\][^[]*?\n\s*url\s*=\s*(.+)/.exec(readText(`${root}/config`) ?? "")?.[1]
    ?.trim();
  return {
    ...(commit !== undefined && /^[0-9a-f]{40,64}$/.test(commit)
      ? { "mlflow.source.git.commit": commit }
      : {}),
    ...(branch ? { "mlflow.source.git.branch": branch } : {}),
    ...(origin ? { "mlflow.source.git.repoURL": withoutSecrets(origin) } : {}),
  };
}

function commitOf(ref: string, git: string, root: string): string | undefined {
  const loose = readText(`${git}/${ref}`) ?? readText(`${root}/${ref}`);
  if (loose !== undefined) return loose.trim();
  const packed = readText(`${root}/packed-refs`)?.split("\n").find((line) => line.endsWith(` ${ref}`));
  return packed?.split(" ")[0];
}

/** As MLflow for Python counts it: changed files that git knows, not new ones. */
async function isDirty(folder: string): Promise<boolean | undefined> {
  try {
    const child = new Deno.Command("git", {
      // No program of the repository is started, no lock is taken.
      args: ["-c", "core.fsmonitor=false", "-C", folder, "status", "--porcelain", "--untracked-files=no"],
      env: { GIT_OPTIONAL_LOCKS: "0" },
      stdin: "null",
      stdout: "piped",
      stderr: "null",
      signal: AbortSignal.timeout(STATUS_MS),
    }).spawn();
    // A program that is over does not wait for it.
    child.unref();
    const { success, stdout } = await child.output();
    return success ? stdout.length > 0 : undefined;
  } catch {
    // There is no git, or it took too long.
    return undefined;
  }
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    // Not here: one folder up.
    return undefined;
  }
}

function readText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    // Git keeps the same in another file then.
    return undefined;
  }
}
