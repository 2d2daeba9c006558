import { useId, useLayoutEffect, useRef, useState, type ComponentProps, type CSSProperties, type ReactNode } from 'react';
import { useText } from '../../../data/text';
import { Button } from '../../../design';
import { useOpened } from '../store';
import { mayExceed } from './pieces';
import { PostText } from './PostText';
import styles from './PostText.module.css';

const LINES = 12;

interface Props {
    id: string;
    content: string;
    lines?: number;
    children: ReactNode;
}

/** So many lines of what somebody wrote, until the reader wants more. */
export function Folded({ id, content, lines = LINES, children }: Props) {
    const [open, setOpen] = useOpened(`text:${id}`);
    const [isLong, setLong] = useState(open);
    const box = useRef<HTMLDivElement>(null);
    const inside = useId();
    const t = useText();
    const mayBeLong = mayExceed(content, lines);

    /* How many lines it takes is known once it stands on the page; most texts are too short to be asked. */
    useLayoutEffect(() => {
        if (mayBeLong && !open && box.current)
            setLong(box.current.scrollHeight > box.current.clientHeight + 1);
    }, [mayBeLong, open, content]);

    if (!mayBeLong)
        return children;
    return (
        <>
            <div ref={box} id={inside} className={open ? undefined : styles.folded} style={{ '--lines': lines } as CSSProperties}>{children}</div>
            {isLong && (
                <div className={styles.more}>
                    <Button kind="plain" size="small" aria-expanded={open} aria-controls={inside} onPress={() => setOpen(!open)}>
                        {t(open ? 'posts.showLess' : 'posts.showMore')}
                    </Button>
                </div>
            )}
        </>
    );
}

/** A text, folded. */
export function FoldedText({ id, lines, ...text }: ComponentProps<typeof PostText> & { id: string; lines?: number }) {
    return <Folded id={id} content={text.content} lines={lines}><PostText {...text} /></Folded>;
}
