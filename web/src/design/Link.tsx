import type { ComponentProps } from 'react';
import { cx } from './cx';
import s from './Link.module.css';

interface Props extends Omit<ComponentProps<'a'>, 'href' | 'className'> {
    to: string;
    /** text: as a link in a sentence. quiet: in the colour of its surroundings, underlined on hover. bare: no looks of its own. */
    kind?: 'text' | 'quiet' | 'bare';
    className?: string;
}

const isElsewhere = (to: string) => /^[a-z][a-z+.-]*:/i.test(to);

/** Pages of this site open without loading it again (app/links.ts); others in a tab of their own, which learns nothing about this one. */
export function Link({ to, kind = 'text', className, ...rest }: Props) {
    const elsewhere = isElsewhere(to) ? { target: '_blank', rel: 'noopener noreferrer nofollow' } : {};

    return <a {...elsewhere} {...rest} href={to} className={cx(s[kind], className)} />;
}
