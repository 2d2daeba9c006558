import { Fragment, useMemo } from 'react';
import { piecesOf, shownAddress, type Piece, type TextParts } from './pieces';
import styles from './PostText.module.css';

function Shown({ piece }: { piece: Piece }) {
    switch (piece.kind) {
    case 'text':
        return piece.text;
    case 'link':
        return (
            <a className={styles.link} href={piece.to} title={piece.to} target="_blank" rel="noopener noreferrer nofollow ugc">
                <bdi dir="ltr">{shownAddress(piece.text)}</bdi>
            </a>
        );
    default:
        return <a className={styles.link} href={piece.to}><bdi>{piece.text}</bdi></a>;
    }
}

interface Props extends TextParts {
    content: string;
    language?: string | null;
}

/** What somebody wrote, with its links: of a post, a comment or a bio. */
export function PostText({ content, language, mentions, tags, links }: Props) {
    const pieces = useMemo(() => piecesOf(content, { mentions, tags, links }), [content, mentions, tags, links]);

    return (
        <p className={styles.text} dir="auto" lang={language ?? undefined}>
            {pieces.map((piece, n) => <Fragment key={n}><Shown piece={piece} /></Fragment>)}
        </p>
    );
}
