import { Ellipsis, Heart, Link2, Pencil, Reply, Trash2 } from 'lucide-react';
import { useFailure } from '../../../app/failure';
import { toSignIn } from '../../../app/signIn';
import { useFormat } from '../../../data/format';
import { useText } from '../../../data/text';
import { useViewer } from '../../../data/viewer';
import { IconButton, Menu, toast, type MenuEntry } from '../../../design';
import { departures } from '../../posts/public';
import { useThreadContext } from '../context';
import { anchorOf, type Said } from '../model/comment';
import { hide, like, remove, unhide } from '../store/deeds';
import { editOf, keepText } from '../store/drafts';
import s from './Comment.module.css';

/** Deletes it: it leaves the page at once, and the server when it cannot be undone any more. */
function useRemove(said: Said) {
    const t = useText();
    const failed = useFailure();
    const { at: { postId } } = useThreadContext();

    return () => {
        hide(postId, said);
        departures.begin(said.id, () => remove(postId, said).catch(failed));
        toast(t('thread.deleted'), { undo: () => departures.undo(said.id) && unhide(postId, said) });
    };
}

export function CommentActions({ said }: { said: Said }) {
    const { id, author, liked, like_count: count } = said;
    const t = useText();
    const format = useFormat();
    const failed = useFailure();
    const viewer = useViewer();
    const { at: { postId }, path, authorId, place, setPlace } = useThreadContext();
    const removeIt = useRemove(said);
    const address = `${path}#${anchorOf(id)}`, isOwn = viewer !== null && viewer.id === author?.id;
    const orSignIn = (then: () => void) => viewer ? then : () => toSignIn(address);
    const copied = () => toast(t('posts.copied')), notCopied = () => toast(t('posts.notCopied'), { failed: true });
    const likeIt = () => void like(postId, said).then(refused => refused && failed(refused));
    const copyLink = () => void (navigator.clipboard ? navigator.clipboard.writeText(location.origin + address).then(copied, notCopied) : notCopied());
    const beginEdit = () => {
        keepText(postId, editOf(id), said.content);
        setPlace({ id, deed: 'edit' });
    };
    const items = (): MenuEntry[] => [
        isOwn && { id: 'edit', label: t('thread.edit'), icon: Pencil, onAction: beginEdit },
        { id: 'link', label: t('thread.copy_link'), icon: Link2, onAction: copyLink },
        (isOwn || viewer?.id === authorId) && { id: 'delete', label: t('thread.delete'), icon: Trash2, danger: true, onAction: removeIt },
    ];

    return (
        <div className={s.actions}>
            <IconButton size="small" icon={Reply} turns label={t('thread.reply')} aria-expanded={place?.id === id && place.deed === 'reply'}
                onPress={orSignIn(() => setPlace({ id, deed: 'reply' }))} />
            <IconButton size="small" icon={Heart} tone="like" on={liked} count={count > 0 ? format.count(count) : undefined}
                label={t(liked ? 'posts.unlike' : 'posts.like', { count })} onPress={orSignIn(likeIt)} />
            <Menu label={t('thread.more')} trigger={<IconButton size="small" icon={Ellipsis} label={t('thread.more')} />} items={items} />
        </div>
    );
}
