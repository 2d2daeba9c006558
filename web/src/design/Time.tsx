import { useFormat } from '../data/format';
import { useText, useWords } from '../data/text';
import { useNow } from './clock';
import { shortTime } from './times';
import { VisuallyHidden } from './VisuallyHidden';

interface Props {
    /** As the API writes it. */
    at: string;
    /** The whole time for the eye too. */
    full?: boolean;
}

/** How long ago; the time itself on hover and for screen readers. */
export function Time({ at, full }: Props) {
    const now = useNow();
    const { language } = useWords();
    const t = useText();
    const whole = useFormat().time(at, 'full');

    if (full)
        return <time dateTime={at}>{whole}</time>;
    return (
        <time dateTime={at} title={whole}>
            <span aria-hidden="true">{shortTime(language, new Date(at), now) ?? t('design.now')}</span>
            <VisuallyHidden>{whole}</VisuallyHidden>
        </time>
    );
}
