/*
 * Google Cloud regions, 2024: grid carbon intensity (gCO2eq/kWh) and the hourly part of carbon-free energy (CFE, 0 to 1).
 * GoogleCloudPlatform/region-carbon-info, data/yearly/2024.csv, commit 49f3f26 (December 2025), Apache-2.0,
 * Copyright Google LLC. Three words a region: name, intensity, CFE ("-" where Google gives none).
 */
export const GCP_YEAR = 2024;

/** Name, gCO2eq/kWh, CFE; blank-separated. */
export const GCP_REGIONS =
  `africa-south1 656.85 0.15 asia-east1 439.29 0.17 asia-east2 505.02 0.01 asia-northeast1 452.85 0.17
    asia-northeast2 296.19 0.46 asia-northeast3 356.57 0.37 asia-south1 678.76 0.09 asia-south2 531.83
    0.29 asia-southeast1 366.85 0.04 asia-southeast2 560.55 0.18 australia-southeast1 497.5 0.34
    australia-southeast2 454.37 0.39 europe-central2 642.88 0.4 europe-north1 39.32 0.98 europe-north2
    2.73 1 europe-southwest1 89.04 0.87 europe-west1 103.37 0.84 europe-west2 105.94 0.79 europe-west3
    275.82 0.68 europe-west4 208.81 0.83 europe-west6 15.05 0.98 europe-west8 201.69 0.73 europe-west9
    16.3 0.96 europe-west10 275.82 0.68 europe-west12 201.69 0.73 me-central1 366 0.01 me-central2
    382.23 0.01 me-west1 433.75 0.07 northamerica-northeast1 5.48 0.99 northamerica-northeast2 58.56
    0.84 northamerica-south1 305 0.19 southamerica-east1 67.32 0.88 southamerica-west1 238 0.92
    us-central1 412.72 0.87 us-central2 372.23 0.88 us-east1 575.77 0.31 us-east2 340.42 0.42 us-east4
    323.05 0.62 us-east5 323.05 0.62 us-south1 302.95 0.94 us-west1 79.23 0.87 us-west2 169.28 0.63
    us-west3 555.17 0.33 us-west4 357.3 0.64`;
