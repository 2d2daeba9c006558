/* Pictures, films, sounds and files, whoever told of them: REST or GraphQL. */

export type MediumKind = 'image' | 'video' | 'audio' | 'voice' | 'file';

/** What crops keep in sight: from -1 to 1, y upwards. */
export interface Focus { x: number; y: number }

export interface Still { width: number; height: number; url: string }

export interface Medium {
    id: string;
    kind: MediumKind;
    mime: string | null;
    size: number | null;
    width: number | null;
    height: number | null;
    /** In seconds. */
    duration: number | null;
    animated: boolean;
    description: string | null;
    focus: Focus | null;
    blurhash: string | null;
    url: string | null;
    previewUrl: string | null;
    /** Of an image, narrow ones first. */
    sizes: readonly Still[];
    /** 64 peaks from 0 to 100. */
    waveform: readonly number[] | null;
    filename: string | null;
    /** Null: its addresses work for good. */
    urlExpiresAt: string | null;
}

/** As REST has it; the last members are for its owner alone. */
export interface RestMedium {
    id: string;
    kind: MediumKind;
    mime: string | null;
    size: number | null;
    width: number | null;
    height: number | null;
    duration: number | null;
    animated: boolean | null;
    description: string | null;
    focus: Focus | null;
    blurhash: string | null;
    url: string | null;
    preview_url: string | null;
    sizes: readonly (Still & { mime: string; size: number })[];
    waveform: readonly number[] | null;
    filename: string | null;
    url_expires_at: string | null;
    state?: 'waiting' | 'processing' | 'ready' | 'failed';
    error?: { code: string; detail: string } | null;
}

export function mediumOf(rest: RestMedium): Medium {
    const { id, kind, mime, size, width, height, duration, description, focus, blurhash, url, waveform, filename } = rest;

    return {
        id, kind, mime, size, width, height, duration, animated: rest.animated ?? false, description, focus, blurhash, url,
        previewUrl: rest.preview_url, sizes: rest.sizes.map(({ width: w, height: h, url: at }) => ({ width: w, height: h, url: at })),
        waveform, filename, urlExpiresAt: rest.url_expires_at,
    };
}

/** What GraphQL says of one. */
export interface SaidMedium {
    id: string;
    kind: string;
    mime?: string | null;
    size?: number | null;
    width?: number | null;
    height?: number | null;
    duration?: number | null;
    animated?: boolean | null;
    description?: string | null;
    focus?: Focus | null;
    blurhash?: string | null;
    url?: string | null;
    previewUrl?: string | null;
    sizes?: readonly Still[] | null;
    waveform?: readonly (number | null)[] | null;
    filename?: string | null;
    urlExpiresAt?: string | null;
}

const said = new WeakMap<SaidMedium, Medium>();

/** The same object each time, so that what shows it is not drawn again. */
export function mediumSaid(one: SaidMedium): Medium {
    const known = said.get(one);
    if (known)
        return known;
    const medium: Medium = {
        id: one.id, kind: one.kind.toLowerCase() as MediumKind, mime: one.mime ?? null, size: one.size ?? null, width: one.width ?? null,
        height: one.height ?? null, duration: one.duration ?? null, animated: one.animated ?? false, description: one.description ?? null,
        focus: one.focus ?? null, blurhash: one.blurhash ?? null, url: one.url ?? null, previewUrl: one.previewUrl ?? null,
        sizes: one.sizes ?? [], waveform: (one.waveform as readonly number[] | null | undefined) ?? null, filename: one.filename ?? null,
        urlExpiresAt: one.urlExpiresAt ?? null,
    };

    said.set(one, medium);
    return medium;
}

export const isVisual = ({ kind }: Pick<Medium, 'kind'>): boolean => kind === 'image' || kind === 'video';

/** `object-position` of a crop. */
export function positionOf(focus: Focus | null): string {
    return focus ? `${Math.round((focus.x + 1) * 50)}% ${Math.round((1 - focus.y) * 50)}%` : '50% 50%';
}

/** For `srcset`: the stills, and the picture itself where they end before it. An animation is always itself. */
export function sourcesOf({ kind, sizes, url, width, animated }: Medium): string | undefined {
    if (kind !== 'image' || animated || !sizes.length)
        return undefined;
    const widest = sizes.at(-1)!.width;
    const all = url && width && width > widest ? [...sizes, { url, width }] : sizes;

    return all.map(still => `${still.url} ${still.width}w`).join(', ');
}
