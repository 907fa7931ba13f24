/*
 * Made by tests/generate/server_power.ts.
 *
 * SPECpower_ssj2008 results of 828 servers, published 2007-2026, as collected by Cloud Carbon
 * Footprint (ccf-coefficients, data/SPECpower-2026-03-09.csv, commit b0032d9, Apache-2.0). SPECpower_ssj is a
 * trademark of the Standard Performance Evaluation Corporation (spec.org); the results are used for research, and
 * what is derived from them is ours.
 */

/**
 * Watts of whole servers per hardware thread, by micro-architecture, at `threads` per chip; with another number of
 * threads per chip times (their ratio) to the power of `exponent`.
 */
export const SERVER_POWER = {
  full: { exponent: -0.554, spread: 1.31, spreadUnknown: 1.6 },
  idle: { exponent: -0.935, spread: 1.79, spreadUnknown: 2.41 },
  architectures: {
    arrowLake: { threads: 16, fullW: 2.81, idleW: 1.39, results: 5 },
    broadwell: { threads: 44, fullW: 3.07, idleW: 0.515, results: 14 },
    bulldozer: { threads: 16, fullW: 9.16, idleW: 2.18, results: 22 },
    cascadeLake: { threads: 56, fullW: 4.03, idleW: 0.626, results: 61 },
    coffeeLake: { threads: 12, fullW: 6.08, idleW: 1.24, results: 7 },
    cooperLake: { threads: 56, fullW: 4.5, idleW: 0.616, results: 7 },
    core2: { threads: 4, fullW: 30.1, idleW: 18.4, results: 56 },
    emeraldRapids: { threads: 128, fullW: 3.08, idleW: 0.643, results: 18 },
    graniteRapids: { threads: 172, fullW: 2.79, idleW: 0.634, results: 21 },
    haswell: { threads: 36, fullW: 3.78, idleW: 0.624, results: 16 },
    iceLake: { threads: 80, fullW: 3.92, idleW: 0.83, results: 36 },
    ivyBridge: { threads: 8, fullW: 9.03, idleW: 3.07, results: 10 },
    k10: { threads: 6, fullW: 17, idleW: 6.91, results: 25 },
    nehalem: { threads: 12, fullW: 10.6, idleW: 2.9, results: 126 },
    neoverseN1: { threads: 104, fullW: 1.5, idleW: 0.706, results: 6 },
    neoverseV2: { threads: 144, fullW: 4.3, idleW: 2.07, results: 1 },
    raptorLake: { threads: 16, fullW: 5.85, idleW: 1.29, results: 9 },
    rocketLake: { threads: 16, fullW: 4.67, idleW: 1.23, results: 12 },
    ryzenZen4: { threads: 32, fullW: 3.5, idleW: 1.36, results: 1 },
    ryzenZen5: { threads: 24, fullW: 4.35, idleW: 0.877, results: 2 },
    sandyBridge: { threads: 16, fullW: 7.92, idleW: 1.73, results: 99 },
    sapphireRapids: { threads: 112, fullW: 3.64, idleW: 0.813, results: 45 },
    sierraForest: { threads: 144, fullW: 2.72, idleW: 0.701, results: 17 },
    skylake: { threads: 56, fullW: 4.09, idleW: 0.513, results: 66 },
    skylakeClient: { threads: 8, fullW: 6.19, idleW: 1.72, results: 6 },
    zen1: { threads: 64, fullW: 2.31, idleW: 0.741, results: 9 },
    zen2: { threads: 128, fullW: 1.67, idleW: 0.441, results: 29 },
    zen3: { threads: 128, fullW: 1.9, idleW: 0.429, results: 22 },
    zen4: { threads: 192, fullW: 1.85, idleW: 0.335, results: 14 },
    zen4c: { threads: 256, fullW: 1.28, idleW: 0.251, results: 38 },
    zen5: { threads: 192, fullW: 1.99, idleW: 0.367, results: 6 },
    zen5c: { threads: 320, fullW: 1.17, idleW: 0.212, results: 22 },
  },
} as const;
