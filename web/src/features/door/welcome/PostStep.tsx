import { useState } from 'react';
import { rest } from '../../../data/rest';
import { useText } from '../../../data/text';
import { TextArea } from '../../../design';
import { useSending } from '../form';
import { Step, type StepProps } from './Step';

/** The first post, for everybody to read. */
export function PostStep(props: StepProps) {
    const [content, setContent] = useState('');
    const sending = useSending(['content']);
    const t = useText();
    const post = async () => {
        if (!content.trim() || (await sending.send(() => rest.post('/posts', { content }, { key: true }))).ok)
            props.onDone();
    };

    return (
        <Step {...props} title={t('door.firstPost')} lead={t('door.firstPostWords')} busy={sending.busy} wrong={sending.words} onContinue={post}>
            <TextArea label={t('door.whatIsHappening')} value={content} onChange={setContent} rows={5} maxLength={5000} error={sending.fieldWords('content')} />
        </Step>
    );
}
