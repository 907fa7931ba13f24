/** Micro-architectures by the names that processors are sold under; the first rule that fits counts. */
const RULES: readonly (readonly [string, RegExp])[] = [
  ["zen4c", /EPYC (8\d{3}|9754)/],
  ["zen5c", /EPYC (9845|9965)/],
  ["ryzenZen4", /EPYC 4\d{2}4/],
  ["ryzenZen5", /EPYC 4\d{2}5/],
  ["zen1", /EPYC 7\d{2}1|Threadripper 19/],
  ["zen2", /EPYC 7\d{2}2/],
  ["zen3", /EPYC 7\d{2}3/],
  ["zen4", /EPYC 9\d{2}4/],
  ["zen5", /EPYC 9\d{2}5/],
  ["bulldozer", /Opteron [46][23]\d{2}/],
  ["k10", /Opteron (23[578]|24|41|61|8[34])/],
  ["neoverseN1", /Altra/],
  ["neoverseV2", /Grace/],
  ["arrowLake", /Core Ultra 7 255/],
  ["iceLake", /Xeon-?\s?D-27/],
  ["ivyBridge", /E[357]-\d{4}L? ?v2/i],
  ["haswell", /E[357]-\d{4}L? ?v3|i5-4570/i],
  ["broadwell", /E[357]-\d{4}L? ?v4/i],
  ["skylakeClient", /E3-\d{4}L? ?v[56]/i],
  ["sandyBridge", /E3-1\d{3}|E5-[124]\d{3}/],
  ["coffeeLake", /E-2[12]\d{2}G/],
  ["rocketLake", /E-23\d{2}G/],
  ["raptorLake", /E-24\d{2}|6369P/],
  ["graniteRapids", /6787P|6788P|6980P/],
  ["sierraForest", /67[68]\dE|6766E/],
  ["cooperLake", /Platinum 83(80|76)HL?/],
  ["skylake", /(Platinum|Gold|Silver) \d1\d{2}/],
  ["cascadeLake", /(Platinum|Gold|Silver) \d2\d{2}/],
  ["iceLake", /(Platinum|Gold|Silver) \d3\d{2}/],
  ["sapphireRapids", /(Platinum|Gold|Silver) \d4\d{2}|8480\+/],
  ["emeraldRapids", /(Platinum|Gold|Silver) \d5\d{2}|8592\+/],
  ["nehalem", /[XEL] ?5[56]\d{2}|X34\d{2}|5675|X7560|E7-[48]8?70|i3-540|i7 610E|L5640/],
  ["core2", /X3(2|3)\d{2}|L3360|[EXL] ?(53|54|52|73)\d{2}|E3110|L7345|Xeon (3070|5160|3075|3040)/],
];

/** Key of the micro-architecture of a processor, `undefined` where its name does not tell. */
export function architectureOf(name: string): string | undefined {
  return RULES.find(([, pattern]) => pattern.test(name.replace(/\s+/g, " ")))?.[0];
}
