/** A cloud, as places name it. */
export type Cloud = "aws" | "gcp" | "azure" | "ovh";

/**
 * Electricity grid zone (Electricity Maps' names) of each cloud region, by the city or state that the provider
 * publishes for it (region lists of Amazon Web Services, Google Cloud, Microsoft Azure and OVHcloud, 2025). A region whose
 * state is served by several grids has the one around its city. Facts; our own compilation.
 */
const REGIONS: Readonly<Record<Cloud, string>> = {
  aws:
    `us-east-1 US-MIDA-PJM us-east-2 US-MIDA-PJM us-west-1 US-CAL-CISO us-west-2 US-NW-PACW us-gov-east-1 US-MIDA-PJM
    us-gov-west-1 US-NW-PACW ca-central-1 CA-QC ca-west-1 CA-AB mx-central-1 MX sa-east-1 BR-CS eu-west-1 IE eu-west-2 GB
    eu-west-3 FR eu-central-1 DE eu-central-2 CH eu-north-1 SE-SE3 eu-south-1 IT-NO eu-south-2 ES il-central-1 IL
    me-south-1 BH me-central-1 AE af-south-1 ZA ap-east-1 HK ap-east-2 TW ap-south-1 IN-WE ap-south-2 IN-SO
    ap-northeast-1 JP-TK ap-northeast-2 KR ap-northeast-3 JP-KN ap-southeast-1 SG ap-southeast-2 AU-NSW ap-southeast-3 ID
    ap-southeast-4 AU-VIC ap-southeast-5 MY-WM ap-southeast-6 NZ ap-southeast-7 TH cn-north-1 CN cn-northwest-1 CN`,
  gcp:
    `us-central1 US-MIDW-MISO us-east1 US-CAR-SC us-east4 US-MIDA-PJM us-east5 US-MIDA-PJM us-south1 US-TEX-ERCO
    us-west1 US-NW-BPAT us-west2 US-CAL-LDWP us-west3 US-NW-PACE us-west4 US-NW-NEVP northamerica-northeast1 CA-QC
    northamerica-northeast2 CA-ON northamerica-south1 MX southamerica-east1 BR-CS southamerica-west1 CL-SEN
    europe-west1 BE europe-west2 GB europe-west3 DE europe-west4 NL europe-west6 CH europe-west8 IT-NO europe-west9 FR
    europe-west10 DE europe-west12 IT-NO europe-central2 PL europe-north1 FI europe-north2 SE-SE3 europe-southwest1 ES
    me-west1 IL me-central1 QA me-central2 SA africa-south1 ZA asia-east1 TW asia-east2 HK asia-northeast1 JP-TK
    asia-northeast2 JP-KN asia-northeast3 KR asia-south1 IN-WE asia-south2 IN-NO asia-southeast1 SG asia-southeast2 ID
    australia-southeast1 AU-NSW australia-southeast2 AU-VIC`,
  azure:
    `eastus US-MIDA-PJM eastus2 US-MIDA-PJM centralus US-MIDW-MISO northcentralus US-MIDA-PJM southcentralus US-TEX-ERCO
    westus US-CAL-CISO westus2 US-NW-GCPD westus3 US-SW-SRP westcentralus US-NW-WACM canadacentral CA-ON canadaeast CA-QC
    mexicocentral MX brazilsouth BR-CS brazilsoutheast BR-CS chilecentral CL-SEN northeurope IE westeurope NL uksouth GB
    ukwest GB francecentral FR francesouth FR germanywestcentral DE germanynorth DE switzerlandnorth CH switzerlandwest CH
    italynorth IT-NO spaincentral ES swedencentral SE-SE3 norwayeast NO-NO1 norwaywest NO-NO2 polandcentral PL
    austriaeast AT belgiumcentral BE israelcentral IL qatarcentral QA uaenorth AE uaecentral AE southafricanorth ZA
    southafricawest ZA eastasia HK southeastasia SG japaneast JP-TK japanwest JP-KN koreacentral KR koreasouth KR
    centralindia IN-WE southindia IN-SO westindia IN-WE indonesiacentral ID malaysiawest MY-WM newzealandnorth NZ
    australiaeast AU-NSW australiasoutheast AU-VIC australiacentral AU-NSW australiacentral2 AU-NSW`,
  ovh: `gra FR rbx FR sbg FR eu-west-par FR waw PL eri GB uk GB lim DE de DE bhs CA-QC ca-east-tor CA-ON
    vin US-MIDA-PJM hil US-NW-BPAT sgp SG syd AU-NSW ap-south-mum IN-WE`,
};

const NAMES: ReadonlyMap<string, Cloud> = new Map([
  ["aws", "aws"],
  ["amazon", "aws"],
  ["gcp", "gcp"],
  ["google", "gcp"],
  ["azure", "azure"],
  ["microsoft", "azure"],
  ["ovh", "ovh"],
  ["ovhcloud", "ovh"],
]);

/** The cloud that a word means; `undefined` for any other word. */
export function cloudNamed(name: string): Cloud | undefined {
  return NAMES.get(name.toLowerCase());
}

/** The region behind a provider's longer name: OVHcloud counts its data centres of one place, `GRA11`. */
export function regionNamed(cloud: Cloud, name: string): string {
  const lower = name.toLowerCase();
  return cloud === "ovh" ? lower.replace(/^os-|\d+$/g, "") : lower;
}

/** Grid zones of a cloud's regions. */
export function regionsOf(cloud: Cloud): ReadonlyMap<string, string> {
  const words = REGIONS[cloud].trim().split(/\s+/);
  return new Map(words.flatMap((word, at) => at % 2 === 0 ? [[word, words[at + 1] ?? ""] as const] : []));
}
