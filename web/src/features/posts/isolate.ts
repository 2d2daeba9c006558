/* Names of either direction within a sentence that is no HTML: they turn nothing but themselves. */
const CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

export const isolated = (name: string): string => `\u2068${name.replace(CONTROLS, '')}\u2069`;
