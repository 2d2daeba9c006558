import { useEffect, useRef, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { ArrowLeft } from 'lucide-react';
import { useText } from '../data/text';
import { cx } from './cx';
import { IconButton } from './IconButton';
import { takeHeading, usePlace } from './place';
import s from './Page.module.css';

interface Props {
    /** Of the window, and the h1 unless `heading` is given. */
    title: string;
    heading?: ReactNode;
    /** The h1 is there for screen readers only: what stands below says where one is. */
    hideTitle?: boolean;
    /** Small, beneath the h1. */
    under?: ReactNode;
    /** An arrow back: where to, if there is nothing to go back to. */
    back?: string;
    /** At the end of the heading's row. */
    actions?: ReactNode;
    children?: ReactNode;
}

const goBack = (otherwise: string, navigate: (to: string) => void) => history.length > 1 && history.state?.kith ? history.back() : navigate(otherwise);

/** A place: its one h1, which takes the focus after navigation, and the window's title. */
export function Page({ title, heading, hideTitle, under, back, actions, children }: Props) {
    const h1 = useRef<HTMLHeadingElement>(null);
    const [path, navigate] = useLocation();
    const t = useText();

    useEffect(() => usePlace.setState({ title }), [title]);
    useEffect(() => {
        if (takeHeading())
            h1.current?.focus({ preventScroll: true });
    }, [path]);
    return (
        <>
            <div className={cx(s.head, hideTitle && s.unseen)}>
                {back && <IconButton icon={ArrowLeft} turns label={t('design.back')} onPress={() => goBack(back, navigate)} />}
                <div className={s.names}>
                    <h1 ref={h1} tabIndex={-1} className={s.title}><bdi className={s.words}>{heading ?? title}</bdi></h1>
                    {under && <p className={s.under}>{under}</p>}
                </div>
                {actions && <div className={s.actions}>{actions}</div>}
            </div>
            {children}
        </>
    );
}
