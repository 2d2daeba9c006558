/*
 * HTML written in C. The program's own words are literals and are written unchanged; all
 * other text is escaped, and no function writes text unescaped.
 *
 * Text is allowed between tags and in a quoted attribute value; elsewhere (in a tag, a
 * comment, a script, a style) no escape would help, so there it is a bug. An address (href,
 * src, action, ...) that begins with text must be a path, or http or https: any other
 * becomes "#".
 */
#pragma once
#include "base/buf.h"

struct html {
    struct buf text;
    enum html_at {
        HTML_BETWEEN, HTML_TAG_NAME, HTML_IN_TAG, HTML_NAME, HTML_EQUALS, HTML_DOUBLE, HTML_SINGLE, HTML_BARE, HTML_RAW
    } at;
    char name[16], tag[16];          /* of the attribute and of the tag, as far as they fit */
    u8 name_length, tag_length;
    size_t value_at;                 /* where the attribute's value begins */
};

struct html html_on(struct arena *);
#define html_lit(h, literal) html_literal((h), S("" literal ""))         /* only a literal compiles */
void html_literal(struct html *, str);           /* only by html_lit */
void html_text(struct html *, str);
void html_number(struct html *, i64);
str html_done(const struct html *);              /* a page or a part of one, which ends between tags */
