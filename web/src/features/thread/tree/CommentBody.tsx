import { useState } from 'react';
import { useFailure } from '../../../app/failure';
import { useText } from '../../../data/text';
import { Avatar, Link, Time } from '../../../design';
import { FoldedText } from '../../posts/public';
import { TextBox } from '../box/TextBox';
import { useThreadContext } from '../context';
import { anchorOf, nameOf, type Person, type Said } from '../model/comment';
import { edit, sendComment } from '../store/deeds';
import { editOf, useBegun } from '../store/drafts';
import { CommentActions } from './CommentActions';
import s from './Comment.module.css';

function Head({ said, author }: { said: Said; author: Person }) {
    const t = useText();
    const { path, authorId, showHistory } = useThreadContext();
    const name = nameOf(author), to = `/@${author.username}`;

    return (
        <header className={s.head}>
            <Link kind="quiet" to={to} className={s.name}><bdi>{name}</bdi></Link>
            {author.id === authorId && <span className={s.author}>{t('thread.author')}</span>}
            <bdi className={s.username}>@{author.username}</bdi>
            <Link kind="quiet" to={`${path}#${anchorOf(said.id)}`} className={s.when}><Time at={said.created_at} /></Link>
            {said.edited_at && <button type="button" className={s.edited} onClick={() => showHistory(said.id)}>{t('thread.edited')}</button>}
        </header>
    );
}

function EditBox({ said }: { said: Said }) {
    const t = useText();
    const failed = useFailure();
    const { at: { postId }, setPlace } = useThreadContext();
    const [text, setText] = useBegun(postId, editOf(said.id));
    const [isBusy, setBusy] = useState(false);
    const close = () => {
        setText('');
        setPlace(null);
    };
    const save = async (content: string) => {
        setBusy(true);
        const refused = await edit(postId, said.id, content);
        setBusy(false);
        if (refused)
            failed(refused);
        else
            close();
    };

    return (
        <TextBox label={t('thread.edit_comment')} action={t('thread.save')} value={text} onChange={setText} busy={isBusy} onCancel={close}
            onSend={content => void save(content)} />
    );
}

export function ReplyBox({ id }: { id: string }) {
    const t = useText();
    const { at: { postId }, setPlace } = useThreadContext();
    const [text, setText] = useBegun(postId, id);

    return (
        <TextBox label={t('thread.write_reply')} action={t('thread.send_reply')} value={text} onChange={setText} onCancel={() => setPlace(null)}
            onSend={content => { setText(''); setPlace(null); sendComment(postId, id, content); }} />
    );
}

export function Face({ said: { author } }: { said: Said }) {
    if (!author)
        return <span className={s.noFace} aria-hidden="true" />;
    return (
        <a href={`/@${author.username}`} tabIndex={-1} aria-hidden="true" className={s.face}>
            <Avatar of={{ id: author.id, name: nameOf(author), url: author.avatar_url }} size={32} />
        </a>
    );
}

/** Who says what; of one that was deleted, that it was. */
export function CommentBody({ said }: { said: Said }) {
    const t = useText();
    const { place } = useThreadContext();

    if (said.deleted || !said.author)
        return <p className={s.deleted}>{t('thread.deleted_comment')}</p>;
    return (
        <>
            <Head said={said} author={said.author} />
            {place?.id === said.id && place.deed === 'edit' ? <EditBox said={said} /> : (
                <>
                    <FoldedText id={said.id} lines={24} content={said.content} mentions={said.mentions} tags={said.tags} links={said.links} />
                    <CommentActions said={said} />
                </>
            )}
        </>
    );
}
