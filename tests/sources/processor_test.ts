import assert from "node:assert/strict";
import { readProcessor } from "../../lib/sources/processor.ts";
import { fakeMachine } from "../fixtures/sys/fake_machine.ts";

Deno.test("readProcessor() reads two sockets", () => {
  using machine = fakeMachine("two_sockets");
  assert.deepEqual(readProcessor(machine.host), {
    vendor: "GenuineIntel",
    family: 6,
    model: 85,
    stepping: 4,
    name: "Intel(R) Xeon(R) Gold 6148 CPU @ 2.40GHz",
    logicalCpus: 4,
    sockets: 2,
    hypervisor: false,
    arch: "x86_64",
  });
});

Deno.test("readProcessor() keeps family and model where a cloud leaves the name empty", () => {
  using machine = fakeMachine("vm");
  const { vendor, family, model, stepping, name, hypervisor } = readProcessor(machine.host);
  assert.deepEqual({ vendor, family, model, stepping, name, hypervisor }, {
    vendor: "AuthenticAMD",
    family: 26,
    model: 2,
    stepping: 1,
    name: "x86_64 processor",
    hypervisor: true,
  });
});

Deno.test("readProcessor() reads implementer and part of ARM", () => {
  using machine = fakeMachine("arm", { arch: "aarch64" });
  assert.deepEqual(readProcessor(machine.host), {
    vendor: "ARM",
    family: 0x41,
    model: 0xd0b,
    name: "aarch64 processor",
    logicalCpus: 2,
    sockets: 1,
    hypervisor: false,
    arch: "aarch64",
  });
});

Deno.test("readProcessor() without /proc/cpuinfo knows what the runtime tells", () => {
  using machine = fakeMachine("none", { logicalCpus: 6, arch: "aarch64" });
  assert.deepEqual(readProcessor(machine.host), {
    vendor: "",
    name: "aarch64 processor",
    logicalCpus: 6,
    sockets: 1,
    hypervisor: false,
    arch: "aarch64",
  });
});
