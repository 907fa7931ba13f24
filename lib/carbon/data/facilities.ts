/*
 * Power usage effectiveness (PUE) and on-site water (WUE, litres per IT kWh) of cloud regions, as published by the
 * providers: Amazon Web Services 2024 (global 2025), Google 2024, Microsoft Azure 2023, else 2022 (global fiscal year
 * 2025), OVHcloud 2024. Facts, collected from the providers' sustainability pages and reports; our own compilation.
 */

/** One provider's figures; `_` stands for its regions without one of their own. */
export interface ProviderFacility {
  /** Who published them, and of which year. */
  readonly source: string;
  /** Region, PUE; blank-separated. */
  readonly pue: string;
  /** Region, litres per IT kWh; blank-separated. */
  readonly wue: string;
}

/** By cloud. */
export const FACILITIES: Readonly<Record<"aws" | "gcp" | "azure" | "ovh", ProviderFacility>> = {
  aws: {
    source: "Amazon Web Services 2024",
    pue:
      `af-south-1 1.24 ap-northeast-1 1.27 ap-south-1 1.42 ap-south-2 1.46 ap-southeast-1 1.32 ap-southeast-2 1.16
      ap-southeast-3 1.40 ap-southeast-4 1.07 ca-central-1 1.19 ca-west-1 1.17 eu-central-1 1.35 eu-north-1 1.10
      eu-south-2 1.09 eu-west-1 1.11 me-central-1 1.27 me-south-1 1.33 sa-east-1 1.17 us-east-1 1.15 us-east-2 1.13
      us-west-1 1.18 us-west-2 1.12 _ 1.15`,
    wue: "ap-southeast-3 2.75 ap-southeast-1 1.68 us-west-1 0.51 eu-central-1 0.01 _ 0.15",
  },
  gcp: {
    source: "Google 2024",
    pue: `asia-east1 1.12 asia-southeast1 1.16 europe-north1 1.09 europe-west1 1.09 europe-west4 1.07
      southamerica-west1 1.12 us-central1 1.10 us-east1 1.10 us-east4 1.09 us-south1 1.12 us-west1 1.07 us-west4 1.08
      _ 1.09`,
    wue: "",
  },
  azure: {
    source: "Microsoft 2022-2023",
    pue: `centralus 1.16 eastus 1.14 eastus2 1.14 northcentralus 1.35 northeurope 1.19 southcentralus 1.28
      southeastasia 1.34 swedencentral 1.16 westcentralus 1.11 westeurope 1.14 westus 1.15 westus3 1.18 _ 1.12`,
    wue: "westus3 2.24 southeastasia 2.06 southcentralus 1.82 westus 1.09 westeurope 0.08 _ 0.27",
  },
  ovh: { source: "OVHcloud 2020-2024", pue: "_ 1.09", wue: "" },
};
