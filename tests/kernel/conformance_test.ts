import assert from "node:assert/strict";
import { lines, type SeenCell, shownError } from "../notebook/strict_front_end.ts";
import { ask, cell, openKernel } from "./open_kernel.ts";

/** What a cell printed to one of its streams. */
function printed({ outputs }: SeenCell, name: string): string {
  return outputs.map((output) => output.output_type === "stream" && output.name === name ? output.text : "")
    .join("");
}

/** Plain text of a cell's result. */
function result({ outputs }: SeenCell): unknown {
  const shown = outputs.find((output) => output.output_type === "execute_result");
  return shown?.output_type === "execute_result" ? shown.data["text/plain"] : undefined;
}

function traceback({ outputs }: SeenCell): string {
  const shown = outputs.find((output) => output.output_type === "error");
  return shown?.output_type === "error" ? shown.traceback.join("\n") : "";
}

const timeLimit = { timeout: 120_000 };

Deno.test("the kernel does what the protocol and its users expect", timeLimit, async (t) => {
  await using open = await openKernel();
  const { kernel, frontEnd } = open;
  const run = (code: string) => frontEnd.run(code);

  await t.step("kernel_info tells language, protocol and own name", async () => {
    const info = await ask(open, "kernel_info_request", {});
    assert.equal(info["status"], "ok");
    assert.equal(info["implementation"], "wattbook");
    assert.match(String(info["protocol_version"]), /^5\.\d+$/);
    const language = info["language_info"];
    assert.ok(typeof language === "object" && language !== null && "name" in language);
    assert.equal(language.name, "typescript");
  });

  await t.step("execute: stdout", async () => {
    assert.equal(printed(await run("console.log('hello, world')"), "stdout"), "hello, world\n");
  });

  await t.step("execute: stderr", async () => {
    assert.equal(printed(await run("console.error('oops')"), "stderr"), "oops\n");
  });

  await t.step("execute: a result is plain text without colours", async () => {
    assert.equal(result(await run("6 * 7")), "42");
    assert.equal(result(await run("{ answer: 42 }")), "{ answer: 42 }");
  });

  await t.step("execute: an error has name, message and stack", async () => {
    const seen = await run("throw new TypeError('bad')");
    assert.equal(seen.status, "error");
    assert.equal(shownError(seen), "TypeError: bad");
    assert.match(traceback(seen), /^TypeError: bad\n/);
  });

  await t.step("display_data", async () => {
    const seen = await run("await Deno.jupyter.display({ 'text/html': '<b>x</b>' }, { raw: true })");
    assert.deepEqual(seen.outputs.map((output) => output.output_type === "display_data" && output.data), [
      { "text/html": "<b>x</b>" },
    ]);
  });

  await t.step("clear_output", async () => {
    const seen = await run(
      "console.log('gone'); await Deno.jupyter.broadcast('clear_output', { wait: false })",
    );
    assert.deepEqual(seen.outputs, []);
  });

  await t.step("completion, behind characters of two halves", async () => {
    const code = "const smile = '🙂🙂'; Math.flo";
    const length = Array.from(code).length;
    const reply = await ask(open, "complete_request", { code, cursor_pos: length });
    assert.deepEqual(reply["matches"], ["floor"]);
    assert.deepEqual([reply["cursor_start"], reply["cursor_end"]], [length - 3, length]);
  });

  await t.step("history: tail, range and search", async () => {
    await run("'first of three'");
    await run("'second of three'");
    const { count } = await run("'third of three'");
    const history = async (content: Record<string, unknown>) => {
      const reply = await ask(open, "history_request", { output: false, raw: true, ...content });
      return reply["history"];
    };
    assert.deepEqual(await history({ hist_access_type: "tail", n: 2 }), [
      [1, count - 1, "'second of three'"],
      [1, count, "'third of three'"],
    ]);
    assert.deepEqual(
      await history({ hist_access_type: "range", session: 0, start: count - 2, stop: count - 1 }),
      [
        [1, count - 2, "'first of three'"],
      ],
    );
    assert.deepEqual(await history({ hist_access_type: "search", pattern: "*second of*", n: 5 }), [
      [1, count - 1, "'second of three'"],
    ]);
  });

  await t.step("inspect finds what stands under the cursor", async () => {
    await run("const inspected = { a: 1 }");
    const reply = await ask(open, "inspect_request", { code: "inspected.a", cursor_pos: 3, detail_level: 0 });
    assert.equal(reply["found"], true);
    assert.deepEqual(reply["data"], { "text/plain": "inspected: Object\n{ a: 1 }" });
    const nothing = await ask(open, "inspect_request", { code: "nowhere", cursor_pos: 3, detail_level: 0 });
    assert.equal(nothing["found"], false);
  });

  await t.step("is_complete: complete, incomplete and invalid code", async () => {
    const samples = {
      "1 + 1": "complete",
      "import x from 'node:path'; x": "complete",
      "%%track": "complete",
      "const f = () => {": "incomplete",
      "1 +": "incomplete",
      "`a": "incomplete",
      "const const const": "invalid",
      "(]": "invalid",
    };
    for (const [code, status] of Object.entries(samples)) {
      const reply = await ask(open, "is_complete_request", { code });
      assert.equal(reply["status"], status, code);
    }
  });

  await t.step("no output comes after its cell's idle (20 cells)", async () => {
    const before = frontEnd.strays.length;
    const code = "for (let i = 0; i < 20; i++) console.log(`line ${i}`); 'end'";
    for (const seen of await frontEnd.runAll(Array.from({ length: 20 }, () => code))) {
      assert.equal(lines(seen, "line").length, 20);
      assert.equal(result(seen), '"end"');
    }
    assert.equal(frontEnd.strays.length, before);
  });

  await t.step("1,000 printed lines come in order, all before idle", async () => {
    const seen = await run("for (let i = 0; i < 1000; i++) console.log(`n${i}`)");
    assert.deepEqual(lines(seen, "n"), Array.from({ length: 1000 }, (_, i) => `n${i}`));
  });

  await t.step(
    "stop_on_error: a cell that waits behind a failing one is aborted, a later one runs",
    async () => {
      const requests = ["throw new Error('first')", "'second'"].map((code) =>
        kernel.request("shell", "execute_request", cell(code))
      );
      const [first, second] = await Promise.all(requests);
      assert.equal(first?.content["status"], "error");
      assert.equal(second?.content["status"], "aborted");
      assert.equal((await run("'third'")).status, "ok");
    },
  );

  await t.step("a parse error is shown, with line, text and caret", async () => {
    const seen = await run("const fine = 1;\n\nconst = 5;");
    assert.equal(seen.status, "error");
    assert.match(shownError(seen) ?? "", /^SyntaxError: Unexpected token `=`/);
    assert.match(traceback(seen), /3 \| const = 5;\n +\| +~\n +at line 3, column 7$/);
  });

  await t.step(
    "an error tells the line where it stands: types, blank lines and breaks do not shift it",
    async () => {
      const code = "\ntype Shape = {\n  a: number;\n};\n\nthrow new Error('on line six');";
      const seen = await run(code);
      assert.match(traceback(seen), new RegExp(`<cell ${seen.count}>:6:7`));
    },
  );

  await t.step("user_expressions are answered, each by itself", async () => {
    const expressions = { right: "1 + 1", wrong: "nowhere", broken: "1 +" };
    const reply = await ask(open, "execute_request", cell("1", { user_expressions: expressions }));
    const answers = reply["user_expressions"] as Record<string, Record<string, unknown>>;
    assert.deepEqual(answers["right"], { status: "ok", data: { "text/plain": "2" }, metadata: {} });
    assert.equal(answers["wrong"]?.["ename"], "ReferenceError");
    assert.equal(answers["broken"]?.["ename"], "SyntaxError");
  });

  await t.step("late output belongs to its own cell, also while another one runs", async () => {
    const before = frontEnd.strays.length;
    const reply = await kernel.request(
      "shell",
      "execute_request",
      cell("setTimeout(() => console.log('late'), 200); 0"),
    );
    const next = await run("await new Promise((resolve) => setTimeout(resolve, 500)); console.log('mine')");
    assert.equal(printed(next, "stdout"), "mine\n");
    const [late] = frontEnd.strays.slice(before);
    assert.equal(late?.content["text"], "late\n");
    assert.equal(late?.parent.msg_id, reply.parent.msg_id);
  });

  await t.step("interrupt of a cell that waits: it ends, and the variables are kept", async () => {
    const waiting = run("let kept = 41; console.log('waiting'); await new Promise(() => {})");
    await frontEnd.printed("waiting");
    await kernel.request("control", "interrupt_request");
    assert.equal(shownError(await waiting), "Interrupted: the cell was stopped");
    assert.equal(result(await run("kept + 1")), "42");
  });

  await t.step(
    "interrupt of a cell that is busy after an await: it ends, and the variables are kept",
    async () => {
      const busy = run("kept = 6; await 1; console.log('busy'); while (true);");
      await frontEnd.printed("busy");
      await kernel.request("control", "interrupt_request");
      assert.equal(shownError(await busy), "Interrupted: the cell was stopped");
      assert.equal(result(await run("kept * 7")), "42");
    },
  );

  await t.step("outputs of 8 MB leave the stream sound", async () => {
    for (let round = 0; round < 3; round++) {
      const seen = await run("for (const x of ['a', 'b', 'c']) console.log(x.repeat(8_000_000)); 'end'");
      assert.equal(printed(seen, "stdout").length, 3 * 8_000_001);
      assert.equal(result(seen), '"end"');
    }
    assert.equal(result(await run("'still sound'")), '"still sound"');
  });

  assert.equal(kernel.stderrTail(), "");
});
