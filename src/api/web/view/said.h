/* {{t key}} of templates: texts in the page's language. */
#pragma once
#include "i18n/text.h"
#include "template/template.h"

static inline str template_said(struct template *t, enum text which, const struct text_args *args)
{
    return text_of(t->out.arena, (enum language)t->language, which, args);
}
