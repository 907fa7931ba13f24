import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { addGitTags } from "../../lib/track/git_tags.ts";
import { tempFolder } from "../fixtures/temp_folder.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567", OTHER = "f".repeat(40);

function tagsOf(folder: string): Record<string, string> {
  const tags: Record<string, string> = {};
  addGitTags(tags, folder);
  return tags;
}

function write(path: string, text: string): void {
  Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  Deno.writeTextFileSync(path, text);
}

// Git's own files are enough for these.
const permissions = { read: true, write: true, env: true, sys: true } as const;

Deno.test({
  name: "addGitTags() reads commit, branch and address from git's own files, from folders below too",
  permissions,
  fn() {
    using folder = tempFolder();
    const git = `${folder.path}/.git`;
    write(`${git}/HEAD`, "ref: refs/heads/fix/odd-name\n");
    write(`${git}/refs/heads/fix/odd-name`, `${COMMIT}\n`);
    write(
      `${git}/config`,
      '[core]\n\tbare = false\n[remote "fork"]\n\turl = x\n[remote "origin"]\n\tfetch = +refs\n\turl = https://ada:hunter2@host/x.git\n',
    );
    Deno.mkdirSync(`${folder.path}/a/b`, { recursive: true });
    deepStrictEqual(tagsOf(`${folder.path}/a/b`), {
      "mlflow.source.git.commit": COMMIT,
      "mlflow.source.git.branch": "fix/odd-name",
      "mlflow.source.git.repoURL": "https://***@host/x.git",
    });
  },
});

Deno.test({
  name: "addGitTags() knows packed references, a commit without a branch, and a worktree",
  permissions,
  fn() {
    using folder = tempFolder();
    const git = `${folder.path}/main/.git`;
    write(`${git}/HEAD`, "ref: refs/heads/main\n");
    write(
      `${git}/packed-refs`,
      `# pack-refs with: peeled\n${OTHER} refs/heads/not-main\n${COMMIT} refs/heads/main\n`,
    );
    deepStrictEqual(tagsOf(`${folder.path}/main`), {
      "mlflow.source.git.commit": COMMIT,
      "mlflow.source.git.branch": "main",
    });
    write(`${git}/worktrees/w/HEAD`, `${OTHER}\n`);
    write(`${git}/worktrees/w/commondir`, "../..\n");
    write(`${git}/config`, '[remote "origin"]\n\turl = git@host:x.git\n');
    write(`${folder.path}/w/.git`, "gitdir: ../main/.git/worktrees/w\n");
    deepStrictEqual(tagsOf(`${folder.path}/w`), {
      "mlflow.source.git.commit": OTHER,
      "mlflow.source.git.repoURL": "git@host:x.git",
    });
  },
});

Deno.test({
  name: "addGitTags() adds nothing where there is no git, or nothing readable in it",
  permissions,
  fn() {
    using folder = tempFolder();
    deepStrictEqual(tagsOf(folder.path), {});
    write(`${folder.path}/.git`, "no link");
    deepStrictEqual(tagsOf(folder.path), {});
    deepStrictEqual(tagsOf(""), {});
  },
});

Deno.test("a program in a repository tags its run with commit and changes", async () => {
  using folder = tempFolder();
  const run = async (command: string, ...args: string[]) => {
    const { success, stdout, stderr } = await new Deno.Command(command, {
      args,
      cwd: folder.path,
      stdin: "null",
      env: { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null", NO_COLOR: "1" },
    }).output();
    strictEqual(success, true, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout).trim();
  };
  write(
    `${folder.path}/main.ts`,
    `const { addGitTags } = await import(Deno.args[0]);
const tags = {};
await addGitTags(tags, Deno.cwd())();
console.log(JSON.stringify(tags));`,
  );
  await run("git", "init", "-q", "-b", "work");
  await run("git", "add", "main.ts");
  await run("git", "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "first");
  const commit = await run("git", "rev-parse", "HEAD");
  const library = new URL("../../lib/track/git_tags.ts", import.meta.url).href;
  const tags = async () =>
    JSON.parse(await run(Deno.execPath(), "run", "-A", "--no-check", "main.ts", library));
  const expected = { "mlflow.source.git.commit": commit, "mlflow.source.git.branch": "work" };
  write(`${folder.path}/new.txt`, "git does not know this one");
  deepStrictEqual(await tags(), { ...expected, "mlflow.source.git.dirty": "false" });
  write(`${folder.path}/main.ts`, `${Deno.readTextFileSync(`${folder.path}/main.ts`)}\n// changed\n`);
  deepStrictEqual(await tags(), { ...expected, "mlflow.source.git.dirty": "true" });
});
