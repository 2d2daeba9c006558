import { lazy, Suspense } from 'react';
import { outbox, useOutboxEntries, type Entry } from '../../../data/outbox';
import { failsAgain, useProblemText } from '../../../data/problems';
import { useOnline } from '../../../data/realtime';
import { useText, withWords } from '../../../data/text';
import { useSignedIn } from '../../../data/viewer';
import { Avatar, Button, cx } from '../../../design';
import { ofInput } from '../model/composed';
import { openComposer } from '../open';
import { changeSlot } from '../store/slots';
import s from './PendingPosts.module.css';

const PendingMedia = lazy(withWords(() => import('../../media/add/PendingMedia')));

type PendingPost = Extract<Entry, { kind: 'post' }>;

const isPost = (entry: Entry): entry is PendingPost => entry.kind === 'post';

/** Back into the composer. */
function change({ key, input, media = [], draftId = null }: PendingPost) {
    if (!outbox().discard(key))
        return;
    changeSlot(`again:${key}`, { ...ofInput(input), media, draftId });
    openComposer({ again: key });
}

function Failed({ post }: { post: PendingPost }) {
    const t = useText();
    const problemText = useProblemText();
    const changeOnly = failsAgain(post.problem);

    return (
        <>
            <p role="alert" className={s.why}>{t('compose.not_sent')} {problemText(post.problem)}</p>
            <div className={s.deeds}>
                {!changeOnly && <Button size="small" kind="primary" onPress={() => outbox().retry(post.key)}>{t('design.tryAgain')}</Button>}
                <Button size="small" kind={changeOnly ? 'primary' : undefined} onPress={() => change(post)}>{t('compose.change')}</Button>
                <Button size="small" kind="plain" onPress={() => outbox().discard(post.key)}>{t('compose.discard')}</Button>
            </div>
        </>
    );
}

function Pending({ post }: { post: PendingPost }) {
    const t = useText();
    const viewer = useSignedIn();
    const isOnline = useOnline();
    const { input: { content, contentWarning, poll }, state } = post, name = viewer.displayName?.trim() || viewer.username;
    const said = content || poll && [poll.options].flat().join(' · ') || '';

    return (
        <li className={s.post}>
            <Avatar of={{ id: viewer.id, name, url: viewer.avatarUrl }} size={40} />
            <div className={s.body}>
                <bdi className={s.name}>{name}</bdi>
                <p className={s.text} dir="auto">{contentWarning || said}</p>
                {post.media && <Suspense><PendingMedia keys={post.media} /></Suspense>}
                {state === 'failed' ? <Failed post={post} /> : <p role="status" className={s.state}>{t(isOnline ? 'compose.sending' : 'compose.waits')}</p>}
            </div>
            {state !== 'failed' && <div className={cx(s.line, !isOnline && s.still)} aria-hidden="true" />}
        </li>
    );
}

/** One's own posts that are on their way, above the feed. */
export function PendingPosts() {
    const t = useText();
    const posts = useOutboxEntries().filter(isPost);

    if (!posts.length)
        return null;
    return <ul className={s.posts} aria-label={t('compose.on_the_way')}>{[...posts].reverse().map(post => <Pending key={post.key} post={post} />)}</ul>;
}
