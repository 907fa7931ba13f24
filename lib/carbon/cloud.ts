import type { Host } from "../host.ts";
import type { Cloud } from "./cloud_regions.ts";

/** A cloud that this machine is in. */
export interface CloudMachine {
  /** Which one; `undefined` for a provider whose regions are not known here. */
  readonly cloud: Cloud | undefined;
  /** Name for people: `"Amazon Web Services"`. */
  readonly name: string;
  /** Region, where the environment tells it. */
  readonly region: string | undefined;
}

/** Signs of a provider in the machine's firmware tables (world-readable in Linux). */
const SIGNS: readonly { file: string; text: RegExp; cloud?: Cloud; name: string }[] = [
  { file: "sys_vendor", text: /^Amazon EC2/, cloud: "aws", name: "Amazon Web Services" },
  { file: "product_name", text: /^Google Compute Engine/, cloud: "gcp", name: "Google Cloud" },
  {
    file: "chassis_asset_tag",
    text: /^7783-7084-3265-9085-8269-3286-77/,
    cloud: "azure",
    name: "Microsoft Azure",
  },
  { file: "chassis_asset_tag", text: /^OracleCloud\.com/, name: "Oracle Cloud" },
  { file: "chassis_asset_tag", text: /^HUAWEICLOUD/, name: "Huawei Cloud" },
  { file: "chassis_asset_tag", text: /^OpenTelekomCloud/, name: "Open Telekom Cloud" },
  { file: "product_name", text: /^Alibaba Cloud/, name: "Alibaba Cloud" },
  { file: "product_name", text: /^Exoscale/, name: "Exoscale" },
  { file: "product_name", text: /^OpenStack/, name: "an OpenStack cloud" },
  {
    file: "sys_vendor",
    text: /^(Scaleway|Hetzner|DigitalOcean|Vultr|UpCloud|Akamai|Linode)/,
    name: "a cloud",
  },
];

/** Variables that only a cloud's own runtime sets, and the one that then holds the region. */
const RUNTIMES: readonly { sign: string; region: string; cloud: Cloud; name: string }[] = [
  { sign: "AWS_EXECUTION_ENV", region: "AWS_REGION", cloud: "aws", name: "Amazon Web Services" },
  { sign: "AWS_LAMBDA_FUNCTION_NAME", region: "AWS_REGION", cloud: "aws", name: "Amazon Web Services" },
  { sign: "SAGEMAKER_REGION", region: "SAGEMAKER_REGION", cloud: "aws", name: "Amazon SageMaker" },
  { sign: "CLOUD_ML_REGION", region: "CLOUD_ML_REGION", cloud: "gcp", name: "Google Vertex AI" },
];

/** Variables that hold the region on a machine that is in that cloud; elsewhere they only configure tools. */
const REGION_VARIABLES: Readonly<Record<Cloud, readonly string[]>> = {
  aws: ["AWS_REGION", "AWS_DEFAULT_REGION"],
  gcp: ["CLOUD_ML_REGION", "GOOGLE_CLOUD_REGION"],
  azure: ["AZURE_REGION", "REGION_NAME"],
  ovh: ["OS_REGION_NAME"],
};

/** The cloud that this machine is in, by files and environment only: no request leaves the machine. */
export function detectCloud(host: Host): CloudMachine | undefined {
  const runtime = RUNTIMES.find(({ sign }) => host.env(sign) !== undefined);
  if (runtime) {
    return { cloud: runtime.cloud, name: runtime.name, region: regionName(host.env(runtime.region)) };
  }
  const found = SIGNS.find(({ file, text }) => text.test(firmware(host, file)));
  if (found === undefined) return undefined;
  const variables = found.cloud ? REGION_VARIABLES[found.cloud] : [];
  const region = variables.map((name) => host.env(name)).find((value) => value !== undefined);
  return { cloud: found.cloud, name: found.name, region: regionName(region) };
}

/** `"West Europe"` → `"westeurope"`. */
function regionName(text: string | undefined): string | undefined {
  return text?.toLowerCase().replaceAll(" ", "");
}

function firmware(host: Host, file: string): string {
  try {
    return host.readText(`/sys/class/dmi/id/${file}`).trim();
  } catch {
    // No such table (other system, container, Firecracker) or no permission: nothing is known.
    return "";
  }
}
