import { useEffect, useState } from 'react';
import { useQuery } from '@apollo/client/react';
import { SearchPeopleDocument } from '../../../generated/features/people/explore/Explore';
import type { PersonRowFragment } from '../../../generated/features/people/person/People';

const WAIT_MS = 200, MOST = 8;

/** A value once it has stood for a moment. */
export function useSettled(value: string, ms = WAIT_MS): string {
    const [settled, setSettled] = useState(value);

    useEffect(() => {
        const timer = setTimeout(() => setSettled(value), ms);
        return () => clearTimeout(timer);
    }, [value, ms]);
    return settled;
}

/** People as one types their names. */
export function useFoundPeople(typed: string): readonly PersonRowFragment[] {
    const query = useSettled(typed.trim());
    const { data, previousData } = useQuery(SearchPeopleDocument, { variables: { query, first: MOST }, skip: !query });
    const edges = typed.trim() ? (data ?? previousData)?.search.edges ?? [] : [];

    return edges.map(({ node }) => node).filter(node => node.__typename === 'User').slice(0, MOST);
}
