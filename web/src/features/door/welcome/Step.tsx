import type { ReactNode } from 'react';
import { useText } from '../../../data/text';
import { Button, Page, Problem } from '../../../design';
import { submitted } from '../form';
import s from './Welcome.module.css';

export interface StepProps {
    at: number;
    of: number;
    /** The next one, or out. */
    onDone: () => void;
}

interface Props extends StepProps {
    title: string;
    lead: string;
    busy?: boolean;
    wrong?: string;
    onContinue: () => unknown;
    children: ReactNode;
}

/** One light step: what it is for, its fields, and two ways on. */
export function Step({ at, of, title, lead, busy, wrong, onContinue, onDone, children }: Props) {
    const t = useText();

    return (
        <div className={s.narrow}>
            <Page title={title} under={t('door.stepOf', { at, of })}>
                <form className={s.step} noValidate onSubmit={submitted(onContinue)}>
                    <div className={s.dots} aria-hidden="true">{Array.from({ length: of }, (_, n) => <span key={n} className={n < at ? s.done : s.dot} />)}</div>
                    <p className={s.lead}>{lead}</p>
                    {wrong && <Problem small words={wrong} />}
                    {children}
                    <div className={s.buttons}>
                        <Button type="submit" kind="primary" busy={busy}>{t('door.continue')}</Button>
                        <Button kind="plain" onPress={onDone}>{t('door.skip')}</Button>
                    </div>
                </form>
            </Page>
        </div>
    );
}
