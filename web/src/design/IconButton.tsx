import { useState, type ComponentProps } from 'react';
import { cx } from './cx';
import { Icon, type IconShape } from './Icon';
import { Tooltip } from './Tooltip';
import s from './IconButton.module.css';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'onClick' | 'children' | 'className'> {
    /** Its name, which a tooltip shows too. With a count it says that as well: "Like, 3 likes". */
    label: string;
    icon: IconShape;
    /** Shown beside the picture, as the locale abbreviates it. */
    count?: string;
    /** Given: a like, a boost. */
    on?: boolean;
    tone?: 'accent' | 'like' | 'danger';
    size?: 'small' | 'normal';
    turns?: boolean;
    /** What the tooltip says if it is not the name; false for none. */
    tip?: string | false;
    onPress?: () => void;
}

export function IconButton({ label, icon, count, on, tone = 'accent', size = 'normal', turns, tip, onPress, type = 'button', ...rest }: IconButtonProps) {
    /* What was given before the button came is no news: only a press here may delight. */
    const [pressed, setPressed] = useState(false);
    const press = () => {
        setPressed(true);
        onPress?.();
    };
    const button = (
        <button {...rest} type={type} aria-label={label} onClick={onPress && press}
            className={cx(s.button, s[tone], on && s.on, pressed && s.pressed, size === 'small' && s.small, count !== undefined && s.counted)}>
            <span className={s.picture}><Icon of={icon} size={size === 'small' ? 18 : 20} turns={turns} filled={on && tone === 'like'} /></span>
            {count !== undefined && <span className={s.count}>{count}</span>}
        </button>
    );

    return tip === false ? button : <Tooltip words={tip ?? label}>{button}</Tooltip>;
}
