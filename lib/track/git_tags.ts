import { withoutSecrets } from "../sinks/mlflow/uri.ts";

/** Longest wait for `git`, in milliseconds: in a large repository it takes its time. */
const STATUS_MS = 1000;

/**
 * Adds the tags by which MLflow shows the state of the code: commit, branch and address of the repository, from git's
 * own files. Without git, or without the permission to look, nothing is added.
 *
 * @param tags Gets the tags.
 * @param folder Where the program or notebook is.
 * @returns Asks `git` at its first call whether the code has changes, and adds the answer; never throws.
 */
export function addGitTags(tags: Record<string, string>, folder: string): () => Promise<void> {
  const nothing = () => Promise.resolve();
  try {
    if (Deno.permissions.querySync({ name: "read" }).state !== "granted") return nothing;
    const git = gitFolder(folder);
    if (git === undefined) return nothing;
    Object.assign(tags, filesTags(git));
    if (Deno.permissions.querySync({ name: "run", command: "git" }).state !== "granted") return nothing;
  } catch {
    // A repository in an unknown state is no reason to measure nothing.
    return nothing;
  }
  let asked: Promise<void> | undefined;
  return () =>
    asked ??= isDirty(folder).then((dirty) => {
      if (dirty !== undefined) tags["mlflow.source.git.dirty"] = String(dirty);
    });
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
    const { success, stdout } = await new Deno.Command("git", {
      // No program of the repository is started, no lock is taken.
      args: ["-c", "core.fsmonitor=false", "-C", folder, "status", "--porcelain", "--untracked-files=no"],
      env: { GIT_OPTIONAL_LOCKS: "0" },
      stdin: "null",
      stdout: "piped",
      stderr: "null",
      signal: AbortSignal.timeout(STATUS_MS),
    }).output();
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
