import assert from "node:assert/strict";
import { designPower } from "../../lib/energy/design_power.ts";

/** Base power as the makers' data sheets have it, in watts. */
const SHEETS = [
  { name: "Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz", watts: 15 },
  { name: "11th Gen Intel(R) Core(TM) i7-11800H @ 2.30GHz", watts: 45 },
  { name: "13th Gen Intel(R) Core(TM) i9-13900K", watts: 125 },
  { name: "Intel(R) Core(TM) i5-9400 CPU @ 2.90GHz", watts: 65 },
  { name: "Intel(R) Core(TM) i5-8400T CPU @ 1.70GHz", watts: 35 },
  { name: "Intel(R) Core(TM) Ultra 9 285K", watts: 125 },
  { name: "Intel(R) Core(TM) Ultra 7 155U", watts: 15 },
  { name: "AMD Ryzen 7 PRO 5850U with Radeon Graphics", watts: 15 },
  { name: "AMD Ryzen 9 5900HX with Radeon Graphics", watts: 45 },
  { name: "AMD Ryzen 5 5600G with Radeon Graphics", watts: 65 },
  { name: "AMD Ryzen 9 5950X 16-Core Processor", watts: 105 },
  { name: "AMD Ryzen 7 7800X3D 8-Core Processor", watts: 120 },
  { name: "AMD Ryzen Threadripper 1950X 16-Core Processor", watts: 180 },
  { name: "AMD Ryzen Threadripper PRO 5975WX 32-Cores", watts: 280 },
];

Deno.test.each(SHEETS)("designPower() of $name is near the maker's $watts W", ({ name, watts }) => {
  const found = designPower(name)?.watts ?? NaN;
  assert.ok(found / watts < 1.3 && watts / found < 1.3, `${found}`);
});

Deno.test.each([
  { name: "AMD EPYC 7763 64-Core Processor" },
  { name: "Intel(R) Xeon(R) CPU E5-2620 v3 @ 2.40GHz" },
  { name: "AMD EPYC" },
  { name: "" },
  { name: "Cortex-A76" },
])("designPower() leaves $name to its family and model", ({ name }) => {
  assert.equal(designPower(name), undefined);
});
