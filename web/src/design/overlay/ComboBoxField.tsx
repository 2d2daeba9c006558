import './policy';
import { ComboBox, FieldError, I18nProvider, Input, Label, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components';
import { useWords } from '../../data/text';
import { cx } from '../cx';
import type { ComboBoxProps, ComboItem } from '../ComboBox';
import f from '../Field.module.css';
import s from './Overlay.module.css';
import c from './ComboBox.module.css';

export default function ComboBoxField({ label, hideLabel, hint, error, below, value, onChange, items, onSelect, placeholder, autoFocus, nothing }: ComboBoxProps) {
    const { language } = useWords();
    /* It opens with what was typed, since names may come later than that, and is closed while the field is empty: a choice empties it. */
    const isAsked = value.trim() !== '';

    return (
        <I18nProvider locale={language}>
            <ComboBox className={f.field} items={isAsked ? items : []} inputValue={value} onInputChange={onChange} selectedKey={null} isInvalid={Boolean(error)}
                onSelectionChange={id => id !== null && onSelect(String(id))} menuTrigger="input" allowsEmptyCollection={isAsked} allowsCustomValue>
                <Label className={cx(f.label, hideLabel && f.unseen)}>{label}</Label>
                <Input className={f.input} placeholder={placeholder} autoFocus={autoFocus} dir="auto" autoComplete="off" />
                {error && <FieldError className={f.error}>{error}</FieldError>}
                {hint && <Text slot="description" className={f.hint}>{hint}</Text>}
                {below}
                <Popover className={cx(s.popover, c.popover)} offset={4}>
                    <ListBox className={s.menu} renderEmptyState={() => <p className={c.nothing}>{nothing}</p>}>
                        {(item: ComboItem) => (
                            <ListBoxItem id={item.id} textValue={item.label} className={s.item}>
                                {item.picture}
                                <span className={s.words}>
                                    <Text slot="label">{item.label}</Text>
                                    {item.hint && <Text slot="description" className={s.hint}>{item.hint}</Text>}
                                </span>
                            </ListBoxItem>
                        )}
                    </ListBox>
                </Popover>
            </ComboBox>
        </I18nProvider>
    );
}
