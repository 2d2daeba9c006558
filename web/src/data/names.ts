/* What people are called. */
interface Named { username: string; displayName?: string | null }

export const nameOf = ({ displayName, username }: Named): string => displayName?.trim() || username;

const CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A name of either direction within a sentence that is no HTML: it turns nothing but itself. */
export const isolated = (name: string): string => `\u2068${name.replace(CONTROLS, '')}\u2069`;
