/*
 * Grid intensities of CodeCarbon 3.3.2 (PyPI, 2026), unchanged, under its licence.
 * Made by tests/generate/parity_tables.ts: do not edit.
 *
 * MIT License
 *
 * Copyright (c) 2019 Mila, BCG Gamma, CometML, Haverford College
 * Copyright (c) 2023 Code Carbon NGO
 *
 * Permission is hereby granted, free of charge, to any person obtaining a copy
 * of this software and associated documentation files (the "Software"), to deal
 * in the Software without restriction, including without limitation the rights
 * to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
 * copies of the Software, and to permit persons to whom the Software is
 * furnished to do so, subject to the following conditions:
 *
 * The above copyright notice and this permission notice shall be included in all
 * copies or substantial portions of the Software.
 *
 * THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
 * IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
 * FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
 * AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
 * LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
 * OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
 * SOFTWARE.
 */

/** Country (ISO 3166-1 alpha-3): gCO2eq/kWh. Our World in Data, 2009-2023 (CC BY 4.0). */
export const COUNTRIES = `
ABW: 561.224; AFG: 132.53; AGO: 174.734; ALB: 24.286; ARE: 561.135; ARG: 354.103; ARM: 264.538;
ASM: 611.111; ATG: 611.111; AUS: 548.692; AUT: 110.812; AZE: 671.389; BDI: 250; BEL: 138.107;
BEN: 584.071; BFA: 467.533; BGD: 691.411; BGR: 335.334; BHR: 904.615; BHS: 660.099; BIH: 600;
BLR: 441.74; BLZ: 225.806; BMU: 650.794; BOL: 531.687; BRA: 98.348; BRB: 605.505; BRN: 893.913;
BTN: 23.333; BWA: 847.909; CAF: 0; CAN: 170.043; CHE: 34.843; CHL: 291.113; CHN: 582.317;
CIV: 393.885; CMR: 305.419; COD: 24.457; COG: 700; COK: 250; COL: 259.511; COM: 642.857; CPV: 558.14;
CRI: 53.378; CUB: 637.61; CYM: 642.857; CYP: 534.323; CZE: 449.724; DEU: 380.95; DJI: 692.308;
DMA: 529.412; DNK: 151.65; DOM: 580.78; DZA: 634.611; ECU: 150.224; EGY: 570.306; ERI: 631.579;
ESH: 666.667; ESP: 174.05; EST: 416.667; ETH: 24.643; FIN: 79.158; FJI: 288.462; FLK: 500;
FRA: 56.039; FRO: 404.762; GAB: 491.597; GBR: 237.589; GEO: 167.594; GHA: 484; GIB: 600;
GIN: 236.842; GLP: 500; GMB: 666.667; GNB: 625; GNQ: 591.837; GRC: 336.574; GRD: 640; GRL: 178.571;
GTM: 328.268; GUF: 217.822; GUM: 622.857; GUY: 640.351; HKG: 699.499; HND: 282.265; HRV: 204.962;
HTI: 567.308; HUN: 204.19; IDN: 675.931; IND: 713.441; IRL: 290.805; IRN: 655.125; IRQ: 688.814;
ISL: 27.68; ISR: 582.927; ITA: 330.718; JAM: 555.556; JOR: 540.924; JPN: 485.392; KAZ: 821.391;
KEN: 70.492; KGZ: 147.292; KHM: 417.707; KIR: 666.667; KNA: 636.364; KOR: 430.567; KWT: 649.163;
LAO: 265.506; LBN: 599.005; LBR: 227.848; LBY: 818.692; LCA: 666.667; LKA: 509.781; LSO: 20;
LTU: 160.072; LUX: 105.263; LVA: 123.2; MAC: 448.98; MAR: 630.014; MDA: 643.464; MDG: 436.441;
MDV: 611.765; MEX: 507.245; MKD: 565.345; MLI: 408; MLT: 459.144; MMR: 398.898; MNE: 417.073;
MNG: 775.309; MOZ: 135.647; MRT: 464.706; MSR: 1000; MTQ: 523.179; MUS: 632.479; MWI: 66.667;
MYS: 605.831; NAM: 59.259; NCL: 660.584; NER: 670.886; NGA: 523.247; NIC: 265.116; NLD: 267.622;
NOR: 30.08; NPL: 24.44; NRU: 750; NZL: 112.758; OMN: 564.635; PAK: 440.608; PAN: 161.677;
PER: 266.478; PHL: 610.688; PNG: 507.246; POL: 661.926; PRI: 678.738; PRK: 389.587; PRT: 165.553;
PRY: 23.755; PSE: 516.129; PYF: 442.857; QAT: 602.5; REU: 572.816; ROU: 240.583; RUS: 441.039;
RWA: 316.327; SAU: 706.791; SDN: 263.158; SEN: 511.598; SGP: 470.783; SHN: 1000; SLB: 700; SLE: 50;
SLV: 271.468; SOM: 578.947; SPM: 600; SRB: 636.062; SSD: 629.032; STP: 642.857; SUR: 349.282;
SVK: 116.774; SVN: 231.275; SWE: 40.695; SWZ: 172.414; SYC: 564.516; SYR: 701.661; TCA: 653.846;
TCD: 628.571; TGO: 443.182; THA: 549.583; TJK: 116.858; TKM: 1306.025; TLS: 666.667; TON: 625;
TTO: 681.529; TUN: 563.956; TUR: 464.586; TWN: 642.378; TZA: 339.246; UGA: 44.527; UKR: 259.693;
URY: 128.788; USA: 369.473; UZB: 1167.603; VCT: 529.412; VEN: 185.802; VGB: 647.059; VIR: 632.353;
VNM: 475.449; VUT: 571.429; WSM: 473.684; YEM: 566.102; ZAF: 707.686; ZMB: 111.967; ZWE: 297.872;
`;

/** State of the USA: lb CO2eq/MWh. EPA eGRID2023 (public domain). */
export const US_STATES = `
alabama: 713.976; alaska: 814.457; arizona: 689.104; arkansas: 998.414; california: 394.769;
colorado: 1091.078; connecticut: 540.674; delaware: 704.171; district of columbia: 395.011;
florida: 789.133; georgia: 717.445; hawaii: 1394.68; idaho: 313.88; illinois: 474.436;
indiana: 1465.502; iowa: 634.156; kansas: 733.284; kentucky: 1747.004; louisiana: 763.068;
maine: 316.835; maryland: 522.207; massachusetts: 830.101; michigan: 797.432; minnesota: 752.329;
mississippi: 828.274; missouri: 1454.593; montana: 1063.921; nebraska: 1025.822; nevada: 643.859;
new hampshire: 276.222; new jersey: 470.168; new mexico: 773.637; new york: 466.616;
north carolina: 626.438; north dakota: 1297.852; ohio: 1068.27; oklahoma: 648.834; oregon: 364.963;
pennsylvania: 647.871; rhode island: 840.004; south carolina: 560.363; south dakota: 335.582;
tennessee: 661.166; texas: 771.179; utah: 1421.234; vermont: 52.239; virginia: 539.599;
washington: 266.585; west virginia: 1968.869; wisconsin: 1163.572; wyoming: 1833.263; usa: 770.884;
`;

/** Province of Canada: coal, petroleum, natural gas and all sources, 2023 (per cent). */
export const CANADIAN_MIXES = `
british columbia: 0 0.1 2.8 99.9; newfoundland and labrador: 0 0.4 0.2 100;
saskatchewan: 27.9 0 50.7 100; prince edward island: 0 2.2 0 100.2; ontario: 0 0.1 8.6 100.1;
nova scotia: 47.5 0 13.9 100.02; quebec: 0 0.3 0.2 100.01; alberta: 8 0.02 73.5 99.82;
manitoba: 0 0.1 0.6 100.1; northwest territories: 0 10.5 7.3 100; new brunswick: 12.1 0.3 16.6 99.9;
nunavut: 0 99.8 0 100; yukon: 0 15 20.2 100.1;
`;

/** Bidding zone: gCO2eq/kWh. ENTSO-E generation of 2025; FI is older. */
export const NORDIC_ZONES = `
SE1: 25.9; SE2: 25.7; SE3: 27; SE4: 24.7; NO1: 26; NO2: 27; NO3: 25.8; NO4: 51.7; NO5: 26.6; FI: 72;
`;

/** Province of China: gCO2/kWh, 2023. Ministry of Ecology and Environment and National Bureau of Statistics of China. */
export const CHINESE_PROVINCES = `
beijing: 555.4; tianjin: 679.6; hebei: 651.6; shanxi: 663.4; inner mongolia: 647.9;
nei mongol: 647.9; neimenggu: 647.9; liaoning: 487.8; jilin: 467.1; heilongjiang: 522.9;
shanghai: 573.7; jiangsu: 582.7; zhejiang: 497.4; anhui: 655.3; fujian: 421.1; jiangxi: 583.6;
shandong: 619.1; henan: 589.7; hubei: 404.4; hunan: 497.6; guangdong: 441.9; guangxi: 447.6;
guangxi zhuang: 447.6; hainan: 364.8; chongqing: 558.1; sichuan: 156.4; guizhou: 568.3;
yunnan: 133.3; shaanxi: 633.5; gansu: 447.1; qinghai: 179.6; ningxia: 618.7; ningxia hui: 618.7;
xinjiang: 602.1; xinjiang uygur: 602.1; xinjiang uyghur: 602.1;
`;

/** Provider and region: gCO2eq/kWh. Google, figures of 2023. */
export const CLOUD_REGIONS = `
gcp africa-south1: 646; gcp asia-east1: 451; gcp asia-east2: 360; gcp asia-northeast1: 459;
gcp asia-northeast2: 385; gcp asia-northeast3: 378; gcp asia-south1: 648; gcp asia-south2: 529;
gcp asia-southeast1: 369; gcp asia-southeast2: 580; gcp australia-southeast1: 501;
gcp australia-southeast2: 456; gcp europe-central2: 723; gcp europe-north1: 46;
gcp europe-southwest1: 131; gcp europe-west1: 122; gcp europe-west2: 136; gcp europe-west3: 345;
gcp europe-west4: 236; gcp europe-west6: 59; gcp europe-west8: 249; gcp europe-west9: 34;
gcp europe-west10: 345; gcp europe-west12: 249; gcp me-cenrtal1: 575; gcp me-central2: 569;
gcp me-west1: 463; gcp northamerica-northeast1: 2; gcp northamerica-northeast2: 47;
gcp southamerica-east1: 56; gcp southamerica-west1: 138; gcp us-central1: 430; gcp us-east1: 560;
gcp us-east4: 322; gcp us-east5: 322; gcp us-south1: 321; gcp us-west1: 94; gcp us-west2: 198;
gcp us-west3: 588; gcp us-west4: 373;
`;
