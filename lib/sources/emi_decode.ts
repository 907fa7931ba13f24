import type { Joules } from "../units.ts";

/** A channel of a Windows energy meter. */
export interface EmiChannel {
  /** `"RAPL_Package0_PKG"`. */
  readonly name: string;
}

/** 1 pWh is 3.6 nJ; the only unit that emi.h has. */
const PICOWATTHOUR_J = 3.6e-9;

/** Fixed texts of 16 characters each in front of the channels: maker and model (emi.h, EMI_NAME_MAX). */
const NAMES_BYTES = 64;

/**
 * Channels in the answer to IOCTL_EMI_GET_METADATA.
 *
 * @param bytes The answer.
 * @param version Version of the interface: 1 has one channel, 2 a list.
 */
export function emiChannels(bytes: Uint8Array, version: number): EmiChannel[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = (at: number, length: number) =>
    new TextDecoder("utf-16le").decode(bytes.subarray(at, at + length)).replace(/\0.*$/s, "");
  if (version === 1) {
    // Unit, maker, model, revision, length of the name, name.
    return bytes.length < 8 + NAMES_BYTES
      ? []
      : [{ name: name(8 + NAMES_BYTES, view.getUint16(6 + NAMES_BYTES, true)) }];
  }
  const channels: EmiChannel[] = [];
  // Maker, model, revision, number of channels; each is unit, length of the name, name, without gaps.
  let at = 4 + NAMES_BYTES;
  for (let left = bytes.length < at ? 0 : view.getUint16(NAMES_BYTES + 2, true); left > 0; left--) {
    if (at + 6 > bytes.length) return [];
    const length = view.getUint16(at + 4, true);
    if (at + 6 + length > bytes.length) return [];
    channels.push({ name: name(at + 6, length) });
    at += 6 + length;
  }
  return channels;
}

/** Joules per channel in the answer to IOCTL_EMI_GET_MEASUREMENT: energy and time, 8 bytes each. */
export function emiEnergies(bytes: Uint8Array): Joules[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from(
    { length: Math.floor(bytes.length / 16) },
    (_, index) => Number(view.getBigUint64(index * 16, true)) * PICOWATTHOUR_J,
  );
}
