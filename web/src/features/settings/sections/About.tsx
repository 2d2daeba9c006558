import { useInstance } from '../../../data/page';
import { useText } from '../../../data/text';
import { Link } from '../../../design';
import { Group } from '../parts/Group';
import s from '../parts/Parts.module.css';

/** What this place is; these pages are the server's own. */
export function About() {
    const { name } = useInstance();
    const t = useText();

    return (
        <Group title={name} words={t('settings.aboutWords', { name })}>
            <ul className={s.links}>
                <li><Link to="/about">{t('settings.aboutHere', { name })}</Link></li>
                <li><Link to="/about/rules">{t('settings.rules')}</Link></li>
                <li><Link to="/api/v1/openapi.json">{t('settings.api')}</Link></li>
            </ul>
        </Group>
    );
}
