import { useEffect } from 'react';
import { useText } from '../../../data/text';
import { useViewer } from '../../../data/viewer';
import { LinkButton } from '../../../design';
import { useThreadContext } from '../context';
import { sendComment } from '../store/deeds';
import { useBegun } from '../store/drafts';
import { Pending } from './Pending';
import { TextBox } from './TextBox';
import s from './Box.module.css';

/** What `#write` at the end of an address means. */
export const WRITE = 'write';

export const goToBox = (): void => document.getElementById(WRITE)?.focus();

/* After the page's heading has had the focus. */
const goThere = () => location.hash === `#${WRITE}` && setTimeout(goToBox);

/** Beneath the post: a comment on the post itself, and those on their way. */
export function CommentBox() {
    const t = useText();
    const viewer = useViewer();
    const { at: { postId }, path } = useThreadContext();
    const [text, setText] = useBegun(postId, null);

    useEffect(() => {
        goThere();
        addEventListener('hashchange', goThere);
        return () => removeEventListener('hashchange', goThere);
    }, []);
    if (!viewer)
        return <div className={s.comment}><LinkButton to={`/login?next=${encodeURIComponent(`${path}#${WRITE}`)}`}>{t('thread.sign_in')}</LinkButton></div>;
    return (
        <>
            <div className={s.comment}>
                <TextBox id={WRITE} label={t('thread.write')} action={t('thread.comment')} value={text} onChange={setText}
                    onSend={content => { setText(''); sendComment(postId, null, content); }} />
            </div>
            <Pending parentId={null} />
        </>
    );
}
