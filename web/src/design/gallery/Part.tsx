import type { ReactNode } from 'react';
import s from './Gallery.module.css';

export function Part({ title, children }: { title: string; children: ReactNode }) {
    return <section className={s.part}><h2>{title}</h2>{children}</section>;
}
