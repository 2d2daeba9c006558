import { useState } from 'react';
import { cx } from './cx';
import { hueOf, initialsOf } from './avatars';
import s from './Avatar.module.css';

interface Props {
    of: { id: string; name: string; url?: string | null };
    /** A channel is a square with round corners. */
    kind?: 'person' | 'channel';
    size?: 20 | 24 | 32 | 40 | 48 | 64 | 96 | 128;
}

/** The picture of a person or a channel, or initials. It stands beside a name, so it says nothing itself. */
export function Avatar({ of: { id, name, url }, kind = 'person', size = 40 }: Props) {
    const [broken, setBroken] = useState<string | null>(null);
    const style = { inlineSize: size, blockSize: size, fontSize: size * 0.38, '--hue': hueOf(id) } as React.CSSProperties;

    return (
        <span className={cx(s.avatar, s[kind])} style={style} aria-hidden="true">
            {url && broken !== url
                ? <img src={url} alt="" width={size} height={size} loading="lazy" decoding="async" draggable={false} onError={() => setBroken(url)} />
                : initialsOf(name)}
        </span>
    );
}
