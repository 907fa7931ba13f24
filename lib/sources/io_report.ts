import type { Host } from "../host.ts";
import type { Joules } from "../units.ts";
import { newLoader } from "./loader.ts";
import { SourceError } from "./source.ts";

/** Apple's energy counters since they were opened. */
export interface IoReport extends Disposable {
  /** Joules per channel (`"CPU Energy"`) since opening, read now. */
  read(): ReadonlyMap<string, Joules>;
}

const IO_REPORT = "/usr/lib/libIOReport.dylib";
const CORE_FOUNDATION = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation";

/** kCFStringEncodingUTF8. */
const UTF8 = 0x08000100;

const UNITS: Readonly<Record<string, Joules>> = { mJ: 1e-3, uJ: 1e-6, µJ: 1e-6, nJ: 1e-9 };

/** Subscribes to the group "Energy Model"; throws where it cannot. No root is needed. */
export function openIoReport(host: Host): IoReport {
  const loader = newLoader(host);
  try {
    return subscribe(loader.dlopen, () => loader[Symbol.dispose]());
  } catch (error) {
    loader[Symbol.dispose]();
    throw error;
  }
}

function subscribe(dlopen: typeof Deno.dlopen, close: () => void): IoReport {
  const text = { parameters: ["u64"], result: "u64" } as const;
  const { symbols: report } = dlopen(IO_REPORT, {
    IOReportCopyChannelsInGroup: { parameters: ["u64", "u64", "u64", "u64", "u64"], result: "u64" },
    IOReportCreateSubscription: { parameters: ["u64", "u64", "buffer", "u64", "u64"], result: "u64" },
    IOReportCreateSamples: { parameters: ["u64", "u64", "u64"], result: "u64" },
    IOReportCreateSamplesDelta: { parameters: ["u64", "u64", "u64"], result: "u64" },
    IOReportChannelGetChannelName: text,
    IOReportChannelGetUnitLabel: text,
    IOReportSimpleGetIntegerValue: { parameters: ["u64", "i32"], result: "i64" },
  });
  const { symbols: core } = dlopen(CORE_FOUNDATION, {
    CFStringCreateWithCString: { parameters: ["u64", "buffer", "u32"], result: "u64" },
    CFStringGetCString: { parameters: ["u64", "buffer", "i64", "u32"], result: "u8" },
    CFDictionaryGetValue: { parameters: ["u64", "u64"], result: "u64" },
    CFDictionaryCreateMutableCopy: { parameters: ["u64", "i64", "u64"], result: "u64" },
    CFArrayGetCount: { parameters: ["u64"], result: "i64" },
    CFArrayGetValueAtIndex: { parameters: ["u64", "i64"], result: "u64" },
    CFRelease: { parameters: ["u64"], result: "void" },
  });
  const string = (value: string) =>
    core.CFStringCreateWithCString(0n, new TextEncoder().encode(`${value}\0`), UTF8);
  const words = (from: bigint) => {
    const bytes = new Uint8Array(128);
    return from !== 0n && core.CFStringGetCString(from, bytes, 128n, UTF8) !== 0
      ? new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0))).trim()
      : "";
  };
  const list = string("IOReportChannels"), group = string("Energy Model");
  const channels = report.IOReportCopyChannelsInGroup(group, 0n, 0n, 0n, 0n);
  core.CFRelease(group);
  if (channels === 0n) throw new SourceError('Cannot read the counters of "Energy Model": this Mac has none');
  const wanted = core.CFDictionaryCreateMutableCopy(0n, 0n, channels);
  core.CFRelease(channels);
  const subscribed = new BigUint64Array(1);
  const subscription = report.IOReportCreateSubscription(0n, wanted, subscribed, 0n, 0n);
  const [chosen = 0n] = subscribed;
  if (subscription === 0n) throw new SourceError('Cannot subscribe to "Energy Model": refused');
  const sample = () => report.IOReportCreateSamples(subscription, chosen, 0n);
  const sums = new Map<string, Joules>();
  let last = sample();
  return {
    read() {
      const now = sample();
      if (now === 0n) throw new SourceError('Cannot read "Energy Model": no sample');
      const delta = report.IOReportCreateSamplesDelta(last, now, 0n);
      core.CFRelease(last);
      last = now;
      const items = core.CFDictionaryGetValue(delta, list);
      const count = items === 0n ? 0n : core.CFArrayGetCount(items);
      for (let index = 0n; index < count; index++) {
        const item = core.CFArrayGetValueAtIndex(items, index);
        const name = words(report.IOReportChannelGetChannelName(item));
        const unit = UNITS[words(report.IOReportChannelGetUnitLabel(item))];
        if (unit === undefined) continue;
        const value = Number(report.IOReportSimpleGetIntegerValue(item, 0)) * unit;
        sums.set(name, (sums.get(name) ?? 0) + value);
      }
      core.CFRelease(delta);
      return sums;
    },
    [Symbol.dispose]() {
      for (const object of [last, list, chosen, wanted, subscription]) {
        if (object !== 0n) core.CFRelease(object);
      }
      close();
    },
  };
}
