import { nameOf } from '../../../data/names';
import { useText } from '../../../data/text';
import { toast } from '../../../design';
import type { PostBodyFragment } from '../../../generated/features/posts/PostCard';
import { pathOf } from '../shape';

/** Gives a post to others: by what the system offers for that, or as a link to paste. */
export function useShare(post: PostBodyFragment) {
    const t = useText();
    const url = () => location.origin + pathOf(post);
    const copy = () => navigator.clipboard.writeText(url()).then(() => toast(t('posts.copied')), () => toast(t('posts.notCopied'), { failed: true }));

    return {
        /* The clipboard is not there without HTTPS. */
        copyLink: () => void (navigator.clipboard ? copy() : toast(t('posts.notCopied'), { failed: true })),
        share() {
            if (navigator.share)
                navigator.share({ title: nameOf(post.author), url: url() }).catch(() => {});
            else
                this.copyLink();
        },
    };
}
