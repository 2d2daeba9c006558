import './policy';
import { useState, type RefObject } from 'react';
import { I18nProvider, Menu, MenuItem as Item, Popover, Separator, Text } from 'react-aria-components';
import { Check } from 'lucide-react';
import { useWords } from '../../data/text';
import { cx } from '../cx';
import { Icon } from '../Icon';
import type { MenuEntry, MenuItem, MenuProps } from '../Menu';
import s from './Overlay.module.css';

interface Props extends Omit<MenuProps, 'trigger'> {
    triggerRef: RefObject<HTMLButtonElement | null>;
    onClose: () => void;
}

const isEntry = (entry: MenuEntry): entry is MenuItem | 'line' => Boolean(entry);

function Row({ item }: { item: MenuItem }) {
    return (
        <Item id={item.id} href={item.to} onAction={item.onAction} isDisabled={item.disabled} textValue={item.label}
            className={cx(s.item, item.danger && s.danger)}>
            {item.icon && <Icon of={item.icon} size={18} />}
            <span className={s.words}>
                <Text slot="label">{item.label}</Text>
                {item.hint && <Text slot="description" className={s.hint}>{item.hint}</Text>}
            </span>
            {item.checked && <Icon of={Check} size={18} />}
        </Item>
    );
}

export default function MenuPopup({ label, items, head, placement = 'bottom end', triggerRef, onClose }: Props) {
    const { language } = useWords();
    /* By keyboard one begins at the first; a finger or a mouse has yet to choose. */
    const [byKey] = useState(() => triggerRef.current?.matches(':focus-visible'));
    const entries = (typeof items === 'function' ? items() : items).filter(isEntry);

    return (
        <I18nProvider locale={language}>
            <Popover isOpen triggerRef={triggerRef} placement={placement} offset={4} onOpenChange={open => open || onClose()} className={s.popover}>
                {head && <div className={s.head}>{head}</div>}
                <Menu aria-label={label} onClose={onClose} autoFocus={byKey ? 'first' : true} className={s.menu}>
                    {entries.map((entry, n) => entry === 'line' ? <Separator key={`line-${n}`} className={s.line} /> : <Row key={entry.id} item={entry} />)}
                </Menu>
            </Popover>
        </I18nProvider>
    );
}
