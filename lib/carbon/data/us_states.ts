/**
 * States of the USA: code, name, gCO2eq/kWh that their power plants emitted in 2023. US EPA, eGRID 2023, state total
 * output emission rate (public domain), as CodeCarbon 3.3.2 (MIT) has it in lb/MWh, times 0.45359237.
 */
export const US_STATES = `
AL Alabama 323.9; AK Alaska 369.4; AZ Arizona 312.6; AR Arkansas 452.9; CA California 179.1;
CO Colorado 494.9; CT Connecticut 245.2; DE Delaware 319.4; DC District of Columbia 179.2;
FL Florida 357.9; GA Georgia 325.4; HI Hawaii 632.6; ID Idaho 142.4; IL Illinois 215.2; IN Indiana 664.7;
IA Iowa 287.6; KS Kansas 332.6; KY Kentucky 792.4; LA Louisiana 346.1; ME Maine 143.7; MD Maryland 236.9;
MA Massachusetts 376.5; MI Michigan 361.7; MN Minnesota 341.3; MS Mississippi 375.7; MO Missouri 659.8;
MT Montana 482.6; NE Nebraska 465.3; NV Nevada 292; NH New Hampshire 125.3; NJ New Jersey 213.3;
NM New Mexico 350.9; NY New York 211.7; NC North Carolina 284.1; ND North Dakota 588.7; OH Ohio 484.6;
OK Oklahoma 294.3; OR Oregon 165.5; PA Pennsylvania 293.9; RI Rhode Island 381; SC South Carolina 254.2;
SD South Dakota 152.2; TN Tennessee 299.9; TX Texas 349.8; UT Utah 644.7; VT Vermont 23.7;
VA Virginia 244.8; WA Washington 120.9; WV West Virginia 893.1; WI Wisconsin 527.8; WY Wyoming 831.6;
`;
