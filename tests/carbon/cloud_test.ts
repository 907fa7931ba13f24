import assert from "node:assert/strict";
import { detectCloud } from "../../lib/carbon/cloud.ts";
import { fakeMachine } from "../fixtures/sys/fake_machine.ts";

/** A machine without network whose firmware says `files`. */
function machineWith(
  files: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
) {
  const machine = fakeMachine("none", {
    fetch: () => {
      throw new Error("nothing may leave the machine");
    },
    env: (name) => environment[name],
  });
  for (const [file, text] of Object.entries(files)) machine.write(`/sys/class/dmi/id/${file}`, text);
  return machine;
}

const FIRMWARE = [
  { file: "sys_vendor", text: "Amazon EC2\n", cloud: "aws", name: "Amazon Web Services" },
  { file: "product_name", text: "Google Compute Engine\n", cloud: "gcp", name: "Google Cloud" },
  {
    file: "chassis_asset_tag",
    text: "7783-7084-3265-9085-8269-3286-77\n",
    cloud: "azure",
    name: "Microsoft Azure",
  },
  { file: "chassis_asset_tag", text: "OracleCloud.com\n", cloud: undefined, name: "Oracle Cloud" },
  { file: "chassis_asset_tag", text: "HUAWEICLOUD\n", cloud: undefined, name: "Huawei Cloud" },
  { file: "chassis_asset_tag", text: "OpenTelekomCloud\n", cloud: undefined, name: "Open Telekom Cloud" },
  { file: "product_name", text: "Alibaba Cloud ECS\n", cloud: undefined, name: "Alibaba Cloud" },
  { file: "product_name", text: "OpenStack Nova\n", cloud: undefined, name: "an OpenStack cloud" },
  { file: "product_name", text: "Exoscale Compute Platform\n", cloud: undefined, name: "Exoscale" },
  { file: "sys_vendor", text: "Hetzner\n", cloud: undefined, name: "a cloud" },
];

Deno.test.each(FIRMWARE)("detectCloud() knows $name by $file", ({ file, text, cloud, name }) => {
  using machine = machineWith({ [file]: text });
  assert.deepEqual(detectCloud(machine.host), { cloud, name, region: undefined });
});

Deno.test("detectCloud() takes the region from the environment of a machine that is in that cloud", () => {
  using amazon = machineWith({ sys_vendor: "Amazon EC2\n" }, { AWS_REGION: "eu-west-1" });
  assert.equal(detectCloud(amazon.host)?.region, "eu-west-1");
  using azure = machineWith(
    { chassis_asset_tag: "7783-7084-3265-9085-8269-3286-77\n" },
    { REGION_NAME: "West Europe" },
  );
  assert.equal(detectCloud(azure.host)?.region, "westeurope");
});

Deno.test("detectCloud() takes no laptop for a cloud because a tool is configured on it", () => {
  using laptop = machineWith({ sys_vendor: "LENOVO\n", product_name: "20XW\n" }, { AWS_REGION: "us-east-1" });
  assert.equal(detectCloud(laptop.host), undefined);
  using silent = machineWith({}, { AWS_DEFAULT_REGION: "us-east-1" });
  assert.equal(detectCloud(silent.host), undefined);
});

const RUNTIMES = [
  {
    environment: { AWS_LAMBDA_FUNCTION_NAME: "f", AWS_REGION: "sa-east-1" },
    name: "Amazon Web Services",
    region: "sa-east-1",
  },
  { environment: { SAGEMAKER_REGION: "EU-WEST-3" }, name: "Amazon SageMaker", region: "eu-west-3" },
  { environment: { CLOUD_ML_REGION: "europe-west1" }, name: "Google Vertex AI", region: "europe-west1" },
  { environment: { AWS_EXECUTION_ENV: "AWS_ECS_FARGATE" }, name: "Amazon Web Services", region: undefined },
];

Deno.test.each(RUNTIMES)("detectCloud() knows the runtime of $name", ({ environment, name, region }) => {
  using machine = machineWith({}, environment);
  const found = detectCloud(machine.host);
  assert.deepEqual([found?.name, found?.region], [name, region]);
});
