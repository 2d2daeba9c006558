import { Ban, Ellipsis, Link2, Pencil, Pin, PinOff, Trash2, VolumeX } from 'lucide-react';
import { useText } from '../../../data/text';
import { useViewer } from '../../../data/viewer';
import { IconButton, Menu, type MenuEntry } from '../../../design';
import type { PostBodyFragment } from '../../../generated/features/posts/PostCard';
import { openComposer } from '../../compose/public';
import { useAvoid } from './people';
import { usePin } from './pin';
import { useRemove } from './remove';
import { useShare } from './share';

/** All else: of one's own post what changes it, of another's what keeps its author away. */
export function MoreMenu({ post }: { post: PostBodyFragment }) {
    const { author, visibility, pinned } = post;
    const t = useText();
    const viewer = useViewer();
    const { copyLink } = useShare(post);
    const { mute, block } = useAvoid(author);
    const remove = useRemove(post), pin = usePin(post);

    const link = { id: 'link', label: t('posts.copyLink'), icon: Link2, onAction: copyLink };
    const own = (): MenuEntry[] => [
        { id: 'edit', label: t('posts.edit'), icon: Pencil, onAction: () => openComposer({ edit: post.id }) },
        visibility !== 'PRIVATE' && { id: 'pin', label: t(pinned ? 'posts.unpin' : 'posts.pin'), icon: pinned ? PinOff : Pin, onAction: pin },
        link, 'line', { id: 'delete', label: t('posts.delete'), icon: Trash2, danger: true, onAction: remove },
    ];
    const ofAnother = (): MenuEntry[] => [
        link, 'line',
        { id: 'mute', label: t('posts.mute', { name: author.username }), icon: VolumeX, onAction: mute },
        { id: 'block', label: t('posts.block', { name: author.username }), icon: Ban, danger: true, onAction: block },
    ];
    const items = () => !viewer ? [link] : viewer.id === author.id ? own() : ofAnother();

    return <Menu label={t('posts.more')} trigger={<IconButton size="small" icon={Ellipsis} label={t('posts.more')} />} items={items} />;
}
