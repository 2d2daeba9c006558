/* Which route a path is. `/tag/:tag`, `/@:username/:post`, `/settings/*`: a part may have letters before its name. */
export type Params = Record<string, string>;

export interface Pattern {
    path: string;
}

function decoded(part: string): string | null {
    try {
        return decodeURIComponent(part);
    } catch {
        return null;
    }
}

const partsOf = (path: string) => path.split('/').filter(Boolean);

/** What the names of the pattern stand for in the path; null if it is another place. */
export function matchPath(pattern: string, path: string): Params | null {
    const wanted = partsOf(pattern), given = partsOf(path);
    const rest = wanted.at(-1) === '*';
    const params: Params = {};

    if (rest ? given.length < wanted.length - 1 : given.length !== wanted.length)
        return null;
    for (const [n, part] of wanted.entries()) {
        if (part === '*')
            continue;
        const colon = part.indexOf(':'), has = decoded(given[n]!);
        if (has === null)
            return null;
        if (colon < 0 ? has !== part : !(has.startsWith(part.slice(0, colon)) && has.length > colon))
            return null;
        if (colon >= 0)
            params[part.slice(colon + 1)] = has.slice(colon);
    }
    return params;
}

/* Words before letters with a name, names before the rest: the more exact route is asked first. */
function rank(part: string): number {
    const colon = part.indexOf(':');

    return part === '*' ? 3 : colon === 0 ? 2 : colon > 0 ? 1 : 0;
}

function compare(a: Pattern, b: Pattern): number {
    const one = partsOf(a.path), other = partsOf(b.path);

    for (let n = 0; n < Math.max(one.length, other.length); n++) {
        const by = rank(one[n] ?? '') - rank(other[n] ?? '');
        if (by)
            return by;
    }
    return 0;
}

export function sorted<Of extends Pattern>(patterns: readonly Of[]): readonly Of[] {
    return [...patterns].sort(compare);
}

/** The first that suits, with what its names stand for. */
export function findPath<Of extends Pattern>(patterns: readonly Of[], path: string): { route: Of; params: Params } | null {
    for (const route of patterns) {
        const params = matchPath(route.path, path);
        if (params)
            return { route, params };
    }
    return null;
}
