import assert from "node:assert/strict";
import { type CodecarbonPlace, emissionsKg } from "../../lib/parity/emissions.ts";

// Factors as they stand in CodeCarbon's files, in g/kWh or lb/MWh.
Deno.test.each<[string, CodecarbonPlace, number]>([
  ["a country", { country: "BEL" }, 0.138107],
  ["a country in small letters", { country: "bel" }, 0.138107],
  ["a country whose factor is 0", { country: "CAF" }, 0],
  ["no place: the world", {}, 0.475],
  ["an unknown country: the world", { country: "XXX", region: "california" }, 0.475],
  ["a state in any letter case", { country: "USA", region: "CaliFornia" }, 394.769 * 0.00045359237],
  ["an unknown state: the country", { country: "USA", region: "nowhere" }, 0.369473],
  ["a state's file has rows that are no states", { country: "USA", region: "_unit" }, 0.369473],
  ["a province by what it burns", { country: "CAN", region: "Ontario" }, 0.06472234306083917],
  ["an unknown province: the country", { country: "CAN", region: "atlantis" }, 0.170043],
  ["a bidding zone in any letter case", { country: "NOR", region: "no4" }, 0.0517],
  ["a zone of another country: the country", { country: "SWE", region: "FI" }, 0.040695],
  [
    "a Chinese province with its word",
    { country: "CHN", region: " Inner  Mongolia\tAutonomous Region" },
    0.6479,
  ],
  ["two such words: the country", { country: "CHN", region: "hebei sheng sheng" }, 0.582317],
  ["a region where none counts: the country", { country: "GBR", region: "england" }, 0.237589],
  [
    "a cloud region before the country",
    { country: "BEL", cloudProvider: "gcp", cloudRegion: "us-central1" },
    0.43,
  ],
  [
    "a cloud without figures: the country",
    { country: "BEL", cloudProvider: "aws", cloudRegion: "us-east-1" },
    0.138107,
  ],
  [
    "a cloud in capitals: the country",
    { country: "BEL", cloudProvider: "GCP", cloudRegion: "us-central1" },
    0.138107,
  ],
  [
    "a forced intensity before all",
    { country: "BEL", cloudProvider: "gcp", cloudRegion: "us-central1", forcedGramsPerKwh: 123.4 },
    0.1234,
  ],
  ["a forced intensity of 0", { country: "BEL", forcedGramsPerKwh: 0 }, 0],
])("emissionsKg() of 1 kWh goes by %s", (_, place, expected) => {
  const said = emissionsKg(1, place);
  assert.ok(Math.abs(said - expected) <= 1e-12 * expected, `${said}, should be ${expected}`);
});
