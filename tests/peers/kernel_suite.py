"""jupyter_kernel_test against the kernel "wattbook", with samples in TypeScript; prints one JSON value."""

import json
import sys
import unittest

import jupyter_kernel_test


class KernelSuite(jupyter_kernel_test.KernelTests):
    kernel_name = "wattbook"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"
    completion_samples = [
        {"text": "Math.flo", "matches": {"floor"}},
        {"text": "%%tra", "matches": {"%%track"}},
        {"text": "globalThis.Arr"},
    ]
    complete_code_samples = [
        "1",
        "const a: number = 1;",
        "function f(x: string): string {\n  return x;\n}",
        "import { join } from 'node:path';\njoin('a', 'b')",
        "%%track",
        "await Promise.resolve(`a${1 + 1}b`)",
    ]
    incomplete_code_samples = ["function f() {", "const a = [1,", "`unfinished", "/* open", "1 +", "const a ="]
    invalid_code_samples = ["const const const", "import 7q", "1 +)", "[1, 2)"]
    code_generate_error = "throw new Error('on purpose')"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "'text'", "result": '"text"'},
        {"code": "[1, 2].map((x) => x * 2)", "result": "[ 2, 4 ]"},
        {"code": "const answer: number = await Promise.resolve(42);\nanswer", "result": "42"},
        {"code": "Deno.jupyter.html`<b>bold</b>`", "result": "<b>bold</b>", "mime": "text/html"},
    ]
    code_display_data = [
        {"code": "await Deno.jupyter.display(Deno.jupyter.html`<b>x</b>`)", "mime": "text/html"},
        {"code": "await Deno.jupyter.broadcast('display_data', { data: { 'text/plain': 'x' }, metadata: {}, transient: {} })", "mime": "text/plain"},
    ]
    code_history_pattern = "6 [*] 7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.max"
    code_clear_output = "await Deno.jupyter.broadcast('clear_output', { wait: false })"


class Welcome(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "wattbook"
    support_iopub_welcome = True


class Outcomes(unittest.TextTestResult):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.passed = []

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed.append(test.id().split(".")[-1])


def names(outcomes):
    return [{"test": str(test), "why": why} for test, why in outcomes]


suite = unittest.TestSuite()
for case in (KernelSuite, Welcome):
    suite.addTests(unittest.defaultTestLoader.loadTestsFromTestCase(case))
result = unittest.TextTestRunner(stream=sys.stderr, resultclass=Outcomes, verbosity=2).run(suite)
print(json.dumps({
    "passed": sorted(result.passed),
    "failed": names(result.failures + result.errors),
    "skipped": names(result.skipped),
}))
