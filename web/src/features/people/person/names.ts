/* What people are called, and where they are. */
export interface Named {
    id: string;
    username: string;
    displayName?: string | null;
    avatarUrl?: string | null;
}

export const nameOf = ({ displayName, username }: Pick<Named, 'username' | 'displayName'>): string => displayName?.trim() || username;
export const pathOf = ({ username }: Pick<Named, 'username'>): string => `/@${username}`;
export const faceOf = (person: Named) => ({ id: person.id, name: nameOf(person), url: person.avatarUrl });

const CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A name of either direction within a sentence that is no HTML: it turns nothing but itself. */
export const isolated = (name: string): string => `\u2068${name.replace(CONTROLS, '')}\u2069`;
