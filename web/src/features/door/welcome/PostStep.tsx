import { useText } from '../../../data/text';
import { changeSlot, useComposed, useSend, WritingField } from '../../compose/writing';
import { Step, type StepProps } from './Step';

/** The first post, for everybody to read. It is the composer's: kept while it is typed, and sent without making anybody wait. */
export function PostStep(props: StepProps) {
    const { content } = useComposed('first');
    const { wrong, send } = useSend('first', props.onDone);
    const t = useText();
    const go = () => content.trim() ? send() : props.onDone();

    return (
        <Step {...props} title={t('door.firstPost')} lead={t('door.firstPostWords')} onContinue={go}>
            <WritingField label={t('compose.what')} value={content} error={wrong === 'long' ? t('compose.too_long') : undefined}
                onChange={text => changeSlot('first', { content: text })} onSend={go} />
        </Step>
    );
}
