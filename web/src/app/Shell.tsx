import type { ReactNode } from 'react';
import { LogIn, UserPlus } from 'lucide-react';
import { useLocation } from 'wouter';
import { useInstance } from '../data/page';
import { useText } from '../data/text';
import { useViewer } from '../data/viewer';
import { cx, LinkButton } from '../design';
import { AccountMenu } from './AccountMenu';
import { useSecondColumn } from './Aside';
import type { Route } from './feature';
import { features } from './features';
import { Languages } from './Languages';
import { Logo } from './Logo';
import { RAIL, useMedia, WIDE } from './media';
import { Navigation } from './Navigation';
import { OfflineBar } from './OfflineBar';
import s from './Shell.module.css';

function SkipLink() {
    const t = useText();
    const skip = (event: React.MouseEvent) => {
        event.preventDefault();
        document.querySelector('main')?.focus();
    };

    return <a href="#content" className={s.skip} onClick={skip}>{t('app.skip')}</a>;
}

function Door() {
    const [path] = useLocation();
    const t = useText();
    const rail = useMedia(RAIL);
    const next = path === '/' ? '' : `?next=${encodeURIComponent(path)}`;
    const tip = (words: string) => ({ 'data-tip': rail ? words : undefined, 'data-tip-place': 'end' });

    return (
        <div className={s.door}>
            <Languages />
            <LinkButton to={`/login${next}`} size="small" icon={LogIn} {...tip(t('app.signIn'))}>{t('app.signIn')}</LinkButton>
            <LinkButton kind="primary" to={`/join${next}`} size="small" icon={UserPlus} {...tip(t('app.join'))}>{t('app.join')}</LinkButton>
        </div>
    );
}

function Side() {
    const viewer = useViewer();
    const { name } = useInstance();

    return (
        <header className={s.side}>
            <a href="/" className={s.home}><Logo name={name} /></a>
            <Navigation />
            <div className={s.account}>{viewer ? <AccountMenu /> : <Door />}</div>
        </header>
    );
}

const bars = features.flatMap(feature => feature.bar ?? []);
const asides = features.flatMap(feature => feature.aside ?? []);

/** The second column: what the page puts there, then what stands beside every page. Without anything to say it is no landmark. */
function SecondColumn() {
    const t = useText();

    return (
        <aside aria-label={t('app.aside')} className={s.aside}>
            <div ref={slot => useSecondColumn.setState({ slot })} className={s.slot} />
            {asides.map((Part, n) => <Part key={n} />)}
        </aside>
    );
}

/** The frame of every page. */
export function Shell({ route, children }: { route: Route | null; children: ReactNode }) {
    const hasSecond = useMedia(WIDE) && !route?.wide && !route?.bare;

    return (
        <div className={cx(s.shell, route?.wide && s.wide, route?.bare && s.bare, route?.alone && s.alone)}>
            <SkipLink />
            {!route?.bare && <Side />}
            <main id="content" tabIndex={-1} className={s.main}>
                <OfflineBar />
                {!route?.wide && bars.map((Bar, n) => <Bar key={n} />)}
                {children}
            </main>
            {hasSecond && <SecondColumn />}
        </div>
    );
}
