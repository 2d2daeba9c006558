import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx';
import { Icon, type IconShape } from './Icon';
import s from './Button.module.css';

interface Looks {
    /** primary: the one thing to do here. quiet: the rest. plain: without an edge. danger: something is lost. */
    kind?: 'primary' | 'quiet' | 'plain' | 'danger';
    size?: 'small' | 'normal';
    icon?: IconShape;
    /** As wide as what it stands in. */
    full?: boolean;
    children: ReactNode;
}

export interface ButtonProps extends Looks, Omit<ComponentProps<'button'>, 'onClick' | 'children' | 'className'> {
    /** At work: it keeps the focus and takes no press. */
    busy?: boolean;
    onPress?: () => void;
}

const classes = ({ kind = 'quiet', size = 'normal', full }: Looks) => cx(s.button, s[kind], size === 'small' && s.small, full && s.full);

export function Button({ kind, size, icon, full, busy, onPress, children, type = 'button', ...rest }: ButtonProps) {
    return (
        <button {...rest} type={busy ? 'button' : type} className={classes({ kind, size, full, children })} aria-busy={busy || undefined}
            aria-disabled={busy || rest['aria-disabled']} onClick={busy ? undefined : onPress && (() => onPress())}>
            {icon && <Icon of={icon} size={size === 'small' ? 16 : 18} />}
            <span className={s.words}>{children}</span>
        </button>
    );
}

export interface LinkButtonProps extends Looks, Omit<ComponentProps<'a'>, 'href' | 'children' | 'className'> {
    to: string;
}

/** A link that looks like a button. */
export function LinkButton({ kind, size, icon, full, to, children, ...rest }: LinkButtonProps) {
    return (
        <a {...rest} href={to} className={classes({ kind, size, full, children })}>
            {icon && <Icon of={icon} size={size === 'small' ? 16 : 18} />}
            <span className={s.words}>{children}</span>
        </a>
    );
}
