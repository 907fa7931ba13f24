import assert from "node:assert/strict";
import { readPciGpus } from "../../lib/sources/pci_gpus.ts";
import { addGpu } from "../fixtures/sys/add_gpu.ts";
import { fakeMachine } from "../fixtures/sys/fake_machine.ts";

Deno.test("readPciGpus() finds a card by maker, model and class, in any domain", () => {
  using machine = fakeMachine("vm");
  addGpu(machine, "0001:c1:1f.3", "10de2331");
  assert.deepEqual(readPciGpus(machine.host), [{ address: "0001:c1:1f.3", vendor: "10de", device: "2331" }]);
});

Deno.test("readPciGpus() reads no device of the bus where the list shows no such maker", () => {
  using machine = fakeMachine("vm");
  addGpu(machine, "0000:01:00.0", "10de2331");
  machine.write("/proc/bus/pci/devices", "0008\t80862922\t0\n0010\t1af41000\t0\n");
  const read: string[] = [];
  machine.onRead = (path) => read.push(path);
  assert.deepEqual(readPciGpus(machine.host), []);
  assert.deepEqual(read, ["/proc/bus/pci/devices"]);
});

Deno.test("readPciGpus() looks at every device where there is no list", () => {
  using machine = fakeMachine("vm");
  addGpu(machine, "0000:03:00.0", "100274a1", "12");
  addGpu(machine, "0000:03:00.1", "1002ab38", "04");
  machine.remove("/proc/bus/pci/devices");
  assert.deepEqual(readPciGpus(machine.host).map(({ address }) => address), ["0000:03:00.0"]);
});

Deno.test("readPciGpus() finds Intel's cards by their driver", () => {
  using machine = fakeMachine("vm");
  addGpu(machine, "0000:03:00.0", "808656A0");
  machine.write("/sys/class/drm/card0-HDMI-A-1/status", "connected\n");
  assert.deepEqual(readPciGpus(machine.host), [{ address: "0000:03:00.0", vendor: "8086", device: "56a0" }]);
});

Deno.test("readPciGpus() knows no bus on other systems", () => {
  using machine = fakeMachine("vm", { os: "windows" });
  addGpu(machine, "0000:01:00.0", "10de2331");
  assert.deepEqual(readPciGpus(machine.host), []);
});
