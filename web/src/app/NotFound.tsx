import { Compass } from 'lucide-react';
import { useText } from '../data/text';
import { Empty, LinkButton, Page } from '../design';

/** On any path that is none, and wherever something is that the viewer may not see. */
export function NotFound() {
    const t = useText();

    return (
        <Page title={t('app.notFound')}>
            <Empty icon={Compass} words={t('app.notFoundWords')} action={<LinkButton to="/">{t('app.toHome')}</LinkButton>} />
        </Page>
    );
}
