import { memo, type CSSProperties } from 'react';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { isolated } from '../../../data/names';
import { useText } from '../../../data/text';
import { Button, cx, Icon, Link } from '../../../design';
import { beginningOf } from '../../posts/public';
import { Pending } from '../box/Pending';
import { useThreadContext } from '../context';
import { anchorOf, nameOf, type Said } from '../model/comment';
import type { Row } from '../model/rows';
import { fold } from '../store/deeds';
import { readMore } from '../store/read';
import { CommentBody, Face, ReplyBox } from './CommentBody';
import s from './Comment.module.css';

interface Props {
    row: Row;
    said: Said;
    /** It came while one read. */
    isFresh: boolean;
    /** Where the keys are in the tree: there is one place that Tab leads to. */
    isHere: boolean;
    onFocus: (id: string) => void;
    /** Whose replies are being read. */
    reading: string | null;
}

/** For the eye and the pointer; keys fold by Left and Right. */
function Lines({ of }: { of: Row }) {
    const { at } = useThreadContext();

    return of.lines.map((id, n) => (
        <span key={id} aria-hidden="true" className={s.line} style={{ '--at': n } as CSSProperties} onClick={() => fold(at, id)} />
    ));
}

function FoldButton({ row, said }: { row: Row; said: Said }) {
    const t = useText();
    const { at } = useThreadContext();

    return (
        <button type="button" className={s.fold} tabIndex={-1} onClick={() => fold(at, row.id)}
            aria-label={row.isOpen ? t('thread.fold') : t('thread.unfold', { count: said.reply_count })}>
            <Icon of={row.isOpen ? ChevronDown : ChevronRight} size={16} turns={!row.isOpen} />
            {!row.isOpen && t('thread.hidden', { count: said.reply_count })}
        </button>
    );
}

/** A comment in the tree, and what follows after it there: a reply that is being written, more replies, the way to those further down. */
export const CommentRow = memo(function CommentRow({ row, said, isFresh, isHere, onFocus, reading }: Props) {
    const t = useText();
    const { at, path, place, linked } = useThreadContext();
    const { id, level } = row, isMeant = linked === id;
    const label = !said.author || said.deleted ? t('thread.deleted_comment')
        : t('thread.by', { name: isolated(nameOf(said.author)), text: isolated(beginningOf(said.content)) });

    return (
        <div role="treeitem" id={anchorOf(id)} data-comment={id} aria-level={level} aria-posinset={row.place} aria-setsize={row.size}
            aria-expanded={row.isOpen ?? undefined} aria-label={label} aria-current={isMeant || undefined} tabIndex={isHere ? 0 : -1}
            className={cx(s.row, isMeant && s.meant, isFresh && s.fresh)} style={{ '--level': level - 1 } as CSSProperties} onFocus={() => onFocus(id)}>
            <Lines of={row} />
            <div className={s.comment}>
                <div className={s.gutter}>
                    <Face said={said} />
                    {row.isOpen && <FoldButton row={row} said={said} />}
                </div>
                <div className={s.body}>
                    <CommentBody said={said} />
                    {row.isOpen === false && <FoldButton row={row} said={said} />}
                    {place?.id === id && place.deed === 'reply' && <ReplyBox id={id} />}
                    <Pending parentId={id} />
                    {row.goesOn && <Link to={`${path}?thread=${id}`} className={s.goesOn}>{t('thread.continue')}</Link>}
                </div>
            </div>
            {row.more.map(parent => (
                <div key={parent} className={s.more} style={{ '--at': row.lines.indexOf(parent) + 1 || level } as CSSProperties}>
                    <Button size="small" kind="plain" busy={reading === parent} onPress={() => void readMore(at, parent)}>{t('thread.more_replies')}</Button>
                </div>
            ))}
        </div>
    );
});
