import { useRef, useState, type FormEvent } from 'react';
import { useApolloClient, useQuery } from '@apollo/client/react';
import { TriangleAlert } from 'lucide-react';
import { mediumSaid } from '../../data/media/medium';
import { uploads } from '../../data/media/uploads';
import { problemOf, useProblemText, type Problem as Found } from '../../data/problems';
import { useText } from '../../data/text';
import { Button, Checkbox, IconButton, Loading, Problem, Skeleton, TextField, toast } from '../../design';
import { ComposeEditedDocument, ComposeSaveDocument, type ComposeEditedQuery } from '../../generated/features/compose/Compose';
import { Attachments, MediaTools, POST } from '../media/writing';
import { lengthOf, MOST, WARNING_MOST } from './model/composed';
import { LanguageField } from './parts/Audience';
import { WritingField } from './write/WritingField';
import s from './Composer.module.css';

type Edited = NonNullable<ComposeEditedQuery['post']>;

function useSave(id: string, onSaved: () => void) {
    const client = useApolloClient();
    const t = useText();
    const [isBusy, setBusy] = useState(false);
    const [problem, setProblem] = useState<Found | null>(null);

    return {
        isBusy, problem,
        async save(input: { content: string; contentWarning: string | null; language: string | null; sensitive: boolean }, media: readonly string[]) {
            setBusy(true);
            setProblem(null);
            try {
                const mediaIds = await uploads().settled(media);
                await client.mutate({ mutation: ComposeSaveDocument, variables: { input: { id, ...input, mediaIds } } });
                uploads().release(media);
                onSaved();
                toast(t('compose.saved'));
            } catch (error) {
                setProblem(problemOf(error));
            }
            setBusy(false);
        },
    };
}

function Fields({ post, onSaved }: { post: Edited; onSaved: () => void }) {
    const t = useText();
    const problemText = useProblemText();
    const [content, setContent] = useState(post.content);
    const [warning, setWarning] = useState(post.contentWarning ?? null);
    const [language, setLanguage] = useState(post.language ?? '');
    const [media, setMedia] = useState<readonly string[]>(() => post.media.map(one => uploads().adopt(mediumSaid(one))));
    const [sensitive, setSensitive] = useState(post.sensitive);
    const whole = useRef<HTMLFormElement>(null);
    const { isBusy, problem, save } = useSave(post.id, onSaved);
    const isLong = lengthOf(content.trim()) > MOST;
    const send = () => !isLong && !isBusy && void save({
        content: content.trim(), contentWarning: warning?.trim() || null, language: language || null, sensitive,
    }, media);
    const submit = (event: FormEvent) => {
        event.preventDefault();
        send();
    };

    return (
        <form ref={whole} className={s.composer} onSubmit={submit}>
            {warning !== null && <TextField label={t('compose.warning')} value={warning} maxLength={WARNING_MOST} onChange={setWarning} />}
            <WritingField plain autoFocus label={t('compose.what')} value={content} error={isLong ? t('compose.too_long') : undefined}
                onChange={setContent} onSend={send} />
            {media.length > 0 && <Attachments keys={media} onChange={setMedia} />}
            {media.length > 0 && <Checkbox label={t('media.markSensitive')} hint={t('media.markSensitiveHint')} checked={sensitive} onChange={setSensitive} />}
            <LanguageField value={language} onChange={setLanguage} />
            {problem && <Problem small words={problemText(problem)} />}
            <div className={s.foot}>
                <div className={s.drafts}>
                    <MediaTools place={POST} keys={media} onChange={setMedia} within={whole} />
                    <IconButton icon={TriangleAlert} label={t('compose.add_warning')} on={warning !== null} aria-pressed={warning !== null}
                        onPress={() => setWarning(warning === null ? '' : null)} />
                </div>
                <Button kind="primary" type="submit" busy={isBusy} aria-disabled={isLong}>{t('compose.save')}</Button>
            </div>
        </form>
    );
}

/** Changes what a post says; whom it is for, and its poll, stay. */
export function EditForm({ id, onSaved }: { id: string; onSaved: () => void }) {
    const t = useText();
    const problemText = useProblemText();
    const { data, error, refetch } = useQuery(ComposeEditedDocument, { variables: { id } });

    if (data?.post)
        return <Fields post={data.post as Edited} onSaved={onSaved} />;
    if (error)
        return <Problem words={problemText(error)} onRetry={() => void refetch().catch(() => {})} />;
    return data ? <Problem words={t('compose.gone')} /> : <Loading><Skeleton shape="block" height={140} /></Loading>;
}
