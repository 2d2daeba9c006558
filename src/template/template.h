/*
 * What templates (tools/templates.py) are compiled to calls of. A template is HTML; the tool parses it when the program is
 * built, and so knows of each value where it stands: between tags, in an attribute, in an address, in a script of data. Each
 * of these places has its own escape here, which is chosen then, and never by who writes the template; where no escape would help, a
 * value stops the build.
 *
 * Text is UTF-8. A value reads back from the page as it is, but for U+0000, which HTML cannot say.
 */
#pragma once
#include "base/buf.h"
#include "base/shape.h"

struct template {
    struct buf out;
    int language;                    /* for whoever knows texts; nothing here does */
};

#define TEMPLATE_ON(a, l) ((struct template){ .out = BUF_ON(a), .language = (l) })

static inline void template_literal(struct template *t, const char *p, size_t n) { buf_add(&t->out, (str){ p, n }); }

/* Between tags, and in a quoted attribute that is only text. */
#define template_text(t, value) template_text_str((t), template_words((t), (value)))
void template_text_str(struct template *, str);

/*
 * All of an address: http, https, mailto, or a path of this site; another becomes "#". A path: only that of this site, for what is
 * loaded, and where forms are sent to. A part: behind words of the template, as one segment of a path or one value of a query.
 */
#define template_address(t, value) template_address_str((t), template_words((t), (value)))
#define template_path(t, value) template_path_str((t), template_words((t), (value)))
#define template_part(t, value) template_part_str((t), template_words((t), (value)))
void template_address_str(struct template *, str);
void template_path_str(struct template *, str);
void template_part_str(struct template *, str);

/* All of a script of data: JSON, either finished or made of the value. */
#define template_data(t, value) _Generic((value), raw_json: template_data_raw, default: template_data_str)((t), _Generic((value), \
    raw_json: (value), default: template_words((t), _Generic((value), raw_json: S(""), default: (value)))))
void template_data_raw(struct template *, raw_json);
void template_data_str(struct template *, str);

/* Values as text: a type that is not here does not compile. */
#define template_words(t, value) _Generic((value), str: template_of_str, i64: template_of_i64, u64: template_of_u64, \
    id: template_of_id, when: template_of_when)((t), (value))
static inline str template_of_str(struct template *t, str s) { (void)t; return s; }
str template_of_i64(struct template *, i64);
str template_of_u64(struct template *, u64);
str template_of_id(struct template *, id);
str template_of_when(struct template *, when);       /* RFC 3339 */

/* What a condition asks: is it true, not empty, not 0, not NULL? */
#define template_is(value) _Generic((value), bool: template_is_true, str: template_is_said, i64: template_is_some, u64: template_is_many, \
    id: template_is_named, when: template_is_timed, default: template_is_there)(value)
static inline bool template_is_true(bool b) { return b; }
static inline bool template_is_said(str s) { return s.n != 0; }
static inline bool template_is_some(i64 n) { return n != 0; }
static inline bool template_is_many(u64 n) { return n != 0; }
static inline bool template_is_named(id i) { return i.v != 0; }
static inline bool template_is_timed(when w) { return w.ms != 0; }
static inline bool template_is_there(const void *p) { return p; }
