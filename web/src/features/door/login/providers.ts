/* Who else one may sign in with, as this server is set up. */
import { useEffect, useState } from 'react';
import { useInstance } from '../../../data/page';
import { rest } from '../../../data/rest';

export interface Provider {
    name: string;
    /** For people. */
    title: string;
}

/** Most servers have none, which the page says; then nothing is asked. */
export function useProviders(): readonly Provider[] {
    const { providers } = useInstance();
    const [found, setFound] = useState<readonly Provider[]>([]);
    const none = providers?.length === 0;

    useEffect(() => {
        if (!none)
            void rest.get<Provider[]>('/auth/providers').then(answer => answer.ok && setFound(answer.data));
    }, [none]);
    return found;
}

export const providerName = (providers: readonly Provider[], name: string): string =>
    providers.find(provider => provider.name === name)?.title ?? name;
