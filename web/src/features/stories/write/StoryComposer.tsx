import { useRef, useState, type FormEvent } from 'react';
import { newKey } from '../../../data/http';
import type { Upload } from '../../../data/media/upload';
import { hasFailed, uploads, useUploads } from '../../../data/media/uploads';
import { problemOf, useProblemText, type Problem as Found } from '../../../data/problems';
import { useText } from '../../../data/text';
import { Button, Dialog, Problem, Select, Switch, TextArea, toast } from '../../../design';
import { Attachments, MediaTools, STORY } from '../../media/writing';
import { GROUNDS, inkOn } from '../model/ink';
import type { Audience } from '../model/types';
import { publish } from '../store/deeds';
import { closeStoryComposer } from './open';
import { nothing, storyOf, TEXT_MOST, useBegun, wrongOf } from './story';
import s from './Write.module.css';

function Grounds({ value, onChange }: { value: string; onChange: (colour: string) => void }) {
    const t = useText();
    const names = ['stories.pine', 'stories.blue', 'stories.violet', 'stories.berry', 'stories.rust', 'stories.olive', 'stories.slate', 'stories.paper'] as const;

    return (
        <div role="radiogroup" aria-label={t('stories.ground')} className={s.grounds}>
            {GROUNDS.map((colour, n) => (
                <label key={colour} className={s.ground} style={{ background: colour, color: inkOn(colour) }}>
                    <input type="radio" name="ground" className={s.radio} aria-label={t(names[n]!)} checked={value === colour} onChange={() => onChange(colour)} />
                </label>
            ))}
        </div>
    );
}

/** How it will look. */
function Preview({ text, background }: { text: string; background: string }) {
    return <div className={s.preview} style={{ background, color: inkOn(background) }} aria-hidden="true"><p dir="auto">{text}</p></div>;
}

/** What was chosen, with its caption, as far as this browser can show it. */
function Seen({ upload: { kind, preview, medium }, text }: { upload: Upload; text: string }) {
    const url = preview ?? medium?.url, [broken, setBroken] = useState(false);

    if (!url || broken)
        return null;
    return (
        <div className={s.seen} aria-hidden="true">
            {kind === 'video' ? <video src={url} muted playsInline preload="metadata" tabIndex={-1} onError={() => setBroken(true)} />
                : <img src={url} alt="" draggable={false} onError={() => setBroken(true)} />}
            {text && <p dir="auto">{text}</p>}
        </div>
    );
}

function useShare() {
    const t = useText();
    const [busy, setBusy] = useState(false), [problem, setProblem] = useState<Found | null>(null), [key, setKey] = useState(newKey);

    return {
        busy, problem,
        async share() {
            const begun = useBegun.getState();
            setBusy(true);
            setProblem(null);
            try {
                const [mediaId] = await uploads().settled(begun.media), answer = await publish(storyOf(begun, mediaId), key);
                if (!answer.ok)
                    throw answer.problem;
                uploads().release(begun.media);
                useBegun.setState(nothing);
                setKey(newKey());
                closeStoryComposer();
                toast(t('stories.shared'));
            } catch (error) {
                setProblem(problemOf(error));
                setKey(newKey());
            }
            setBusy(false);
        },
    };
}

/** A picture, a film, or words on a ground; for whom, and whether it may be answered. */
export default function StoryComposer() {
    const t = useText();
    const problemText = useProblemText();
    const begun = useBegun(), { text, background, media, audience, replies } = begun;
    const form = useRef<HTMLFormElement>(null);
    const { busy, problem, share } = useShare(), [upload] = useUploads(media), failed = upload?.state === 'failed' && hasFailed(media);
    const wrong = wrongOf(begun), hasMedia = media.length > 0;
    const submit = (event: FormEvent) => {
        event.preventDefault();
        if (!wrong && !busy && !failed)
            void share();
    };

    return (
        <Dialog title={t('stories.new')} isOpen page sticky onClose={closeStoryComposer}>
            <form ref={form} className={s.form} onSubmit={submit}>
                {!hasMedia && <Preview text={text || t('stories.say')} background={background} />}
                {upload && !failed && <Seen key={upload.key} upload={upload} text={text} />}
                {hasMedia && <Attachments keys={media} onChange={keys => useBegun.setState({ media: keys })} />}
                <TextArea label={t(hasMedia ? 'stories.caption' : 'stories.text')} value={text} rows={3} autoFocus onChange={words => useBegun.setState({ text: words })}
                    error={wrong === 'long' ? t('stories.tooLong', { count: TEXT_MOST }) : undefined} />
                {!hasMedia && <Grounds value={background} onChange={colour => useBegun.setState({ background: colour })} />}
                <Select<Audience> label={t('stories.audience')} value={audience} onChange={who => useBegun.setState({ audience: who })} items={[
                    { id: 'public', label: t('stories.public'), hint: t('stories.publicHint') },
                    { id: 'followers', label: t('stories.followers'), hint: t('stories.followersHint') },
                    { id: 'close_friends', label: t('stories.closeFriends'), hint: t('stories.closeFriendsHint') },
                ]} />
                <Switch label={t('stories.replies')} checked={replies} onChange={on => useBegun.setState({ replies: on })} />
                {problem && <Problem small words={problemText(problem)} />}
                <div className={s.foot}>
                    <MediaTools place={STORY} keys={media} onChange={keys => useBegun.setState({ media: keys })} within={form} />
                    <Button kind="primary" type="submit" busy={busy} aria-disabled={wrong !== null || failed}>{t('stories.share')}</Button>
                </div>
            </form>
        </Dialog>
    );
}
