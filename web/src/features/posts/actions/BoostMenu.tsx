import { Quote, Repeat2 } from 'lucide-react';
import { toSignIn } from '../../../app/signIn';
import { useFormat } from '../../../data/format';
import { useText } from '../../../data/text';
import { useViewer } from '../../../data/viewer';
import { IconButton, Menu } from '../../../design';
import type { PostBodyFragment } from '../../../generated/features/posts/PostCard';
import type { ReactionType } from '../../../generated/types';
import { openComposer } from '../../compose/public';
import { canBoost, pathOf } from '../shape';

interface Props {
    post: PostBodyFragment;
    react: (type: ReactionType, on: boolean) => void;
}

/** Boost, Undo boost and Quote. What not everybody may see is neither boosted nor quoted. */
export function BoostMenu({ post, react }: Props) {
    const { boostCount, boosted } = post;
    const t = useText();
    const format = useFormat();
    const viewer = useViewer();
    const look = {
        size: 'small', icon: Repeat2, on: boosted, 'data-key': 'b', label: t('posts.boost', { count: boostCount }),
        count: boostCount > 0 ? format.count(boostCount) : '',
    } as const;

    if (!canBoost(post))
        return <IconButton {...look} aria-disabled="true" tip={t('posts.cannotBoost')} />;
    if (!viewer)
        return <IconButton {...look} onPress={() => toSignIn(pathOf(post))} />;
    return (
        <Menu label={t('posts.boostNow')} placement="bottom start" trigger={<IconButton {...look} />} items={() => [
            { id: 'boost', label: t(boosted ? 'posts.undoBoost' : 'posts.boostNow'), icon: Repeat2, onAction: () => react('BOOST', !boosted) },
            { id: 'quote', label: t('posts.quote'), icon: Quote, onAction: () => openComposer({ quote: post.id }) },
        ]} />
    );
}
