/* Whom a row, a button or a sentence is about, and where they are. */
import { nameOf } from '../../../data/names';

export interface Named {
    id: string;
    username: string;
    displayName?: string | null;
    avatarUrl?: string | null;
}

export const pathOf = ({ username }: Pick<Named, 'username'>): string => `/@${username}`;
export const faceOf = (person: Named) => ({ id: person.id, name: nameOf(person), url: person.avatarUrl });
