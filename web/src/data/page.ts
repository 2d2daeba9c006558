/* What the server put into the page: who looks at it, and the answers of its first queries. */
import type { ApolloClient } from '@apollo/client';
import { pageDocuments } from '../generated/pages';
import type { MeFragment } from '../generated/data/Viewer';
import { languages } from '../generated/texts/keys';
import { breath } from './breath';
import type { Language } from './text';

export interface Instance {
    name: string;
    /** Whether one may join. */
    open?: boolean;
    /** Whom else one may sign in with: `google`, ... */
    providers?: readonly string[];
}

export interface PageQuery {
    name: string;
    variables?: Record<string, unknown>;
    data: unknown;
}

export interface Page {
    /** Undefined: the page does not say, as in development. */
    viewer: MeFragment | null | undefined;
    instance: Instance;
    language: Language;
    queries: readonly PageQuery[];
}

const isLanguage = (word: string | undefined): word is Language => (languages as readonly string[]).includes(word ?? '');

export function readPage(from: Document = document): Page {
    const said = parsed(from.getElementById('kith-page')?.textContent);
    const language = said.language ?? from.documentElement.lang;

    return {
        viewer: said.viewer,
        instance: said.instance ?? { name: 'Kith' },
        language: isLanguage(language) ? language : 'en',
        queries: said.queries ?? [],
    };
}

function parsed(text: string | null | undefined): Partial<Page> {
    try {
        return JSON.parse(text || '{}') as Partial<Page>;
    } catch {
        return {};
    }
}

/** Into the cache, so that the first screen asks nothing again. The documents come with the screen's own code. */
export async function writeQueries(client: ApolloClient, queries: readonly PageQuery[]): Promise<void> {
    await Promise.all(queries.map(async ({ name, variables, data }) => {
        const query = await pageDocuments[name]?.();
        await breath();
        if (query && data)
            client.writeQuery({ query, variables, data });
    }));
}

let page: Page | undefined;

/** The page's own, read once. */
export function thePage(): Page {
    return page ??= readPage();
}

export const useInstance = (): Instance => thePage().instance;
