import { useId, useLayoutEffect, useRef, useState, type ComponentProps } from 'react';
import { useText } from '../../../data/text';
import { Button } from '../../../design';
import { useOpened } from '../store';
import { mayExceed } from './pieces';
import { PostText } from './PostText';
import styles from './PostText.module.css';

const LINES = 12;

/** At most 12 lines, until the reader wants more. */
export function FoldedText({ id, ...text }: ComponentProps<typeof PostText> & { id: string }) {
    const [open, setOpen] = useOpened(`text:${id}`);
    const [isLong, setLong] = useState(open);
    const box = useRef<HTMLDivElement>(null);
    const inside = useId();
    const t = useText();
    const mayBeLong = mayExceed(text.content, LINES);

    /* How many lines it takes is known once it stands on the page; most texts are too short to be asked. */
    useLayoutEffect(() => {
        if (mayBeLong && !open && box.current)
            setLong(box.current.scrollHeight > box.current.clientHeight + 1);
    }, [mayBeLong, open, text.content]);

    if (!mayBeLong)
        return <PostText {...text} />;
    return (
        <>
            <div ref={box} id={inside} className={open ? undefined : styles.folded}><PostText {...text} /></div>
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
