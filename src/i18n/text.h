/*
 * What people read, in their language. The catalogues are plain files, one for each
 * language (en.txt, de.txt, ar.txt); from them the build makes the languages, the keys and
 * the placeholders of i18n/texts.h, so that a misspelt one does not compile; it stops
 * when a language lacks a text or one of its placeholders.
 */
#pragma once
#include "base/arena.h"
#include "i18n/texts.h"

/* The best language for an Accept-Language field or a stored wish ("de-AT"); the first catalogue's if none fits. */
enum language language_of(str wanted);
str language_code(enum language);                /* "en" */
bool language_right_to_left(enum language);

/* text_of(a, language, TEXT_EXPORT_READY_SUBJECT, &(struct text_args){ .instance = ... }): a placeholder that is not given is a bug. */
str text_of(struct arena *, enum language, enum text, const struct text_args *);
str text_date(struct arena *, enum language, when);          /* "21 November 2026", UTC */
