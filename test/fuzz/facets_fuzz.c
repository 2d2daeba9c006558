/*
 * What is found in a text is in order, does not overlap, lies where its characters say, and keeps to the limits. Each tag's name
 * is a spelling of that tag, and a link alone is a link.
 */
#include <assert.h>
#include "fuzz/text_of.h"
#include "text/facets.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* Whether these characters of the text are `s`, which points into it. */
static void lies_at(str text, str s, i64 start, i64 end)
{
    assert(s.p >= text.p && s.p + s.n <= text.p + text.n && start >= 0 && start < end);
    assert((i64)utf8_length((str){ text.p, (size_t)(s.p - text.p) }) == start);
    assert((i64)utf8_length(s) == end - start);
}

static void mark(struct arena *a, u8 **taken, size_t n, i64 start, i64 end)
{
    *taken = *taken ? *taken : arena_array(a, u8, n);
    for (i64 i = start; i < end; i++) {
        assert((size_t)i < n && !(*taken)[i]);
        (*taken)[i] = 1;
    }
}

static void tags_hold(struct arena *a, str text, const facet_tag_page *tags)
{
    for (size_t i = 0; i < tags->n; i++) {
        const struct facet_tag *t = tags->at + i;
        str name;
        lies_at(text, t->text, t->start + 1, t->end);
        assert(t->end - t->start <= 1 + TAG_MOST && utf8_length(t->name) <= TAG_NAME_MOST);
        assert(tag_fold(a, t->text, &name) && str_eq(name, t->name));
        assert(tag_fold(a, t->name, &name) && str_eq(name, t->name));
        assert(tag_begin_fold(a, t->text, &name) && str_eq(name, t->name));
    }
}

static void links_hold(struct arena *a, str text, const facet_link_page *links)
{
    for (size_t i = 0; i < links->n; i++) {
        const struct facet_link *l = links->at + i;
        struct facets again;
        lies_at(text, l->url, l->start, l->end);
        facets_find(a, l->url, &again);
        assert(again.links.n == 1 && str_eq(again.links.at[0].url, l->url) && !again.tags.n && !again.mentions.n);
    }
}

static void mentions_hold(str text, const facet_mention_page *mentions)
{
    for (size_t i = 0; i < mentions->n; i++) {
        const struct facet_mention *m = mentions->at + i;
        lies_at(text, m->name, m->start + 1, m->end);
        assert(m->name.n >= MENTION_LEAST && m->name.n <= MENTION_MOST);
    }
}

#define ALL_MARKED(page)                                                                 \
    for (size_t i = 0; i < (page).n; i++) {                                              \
        assert(!i || (page).at[i].start >= (page).at[i - 1].end);                        \
        mark(&a, &taken, length, (page).at[i].start, (page).at[i].end);                  \
    }

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena a = {0};
    str text = fuzz_text(&a, bytes, n), name;
    size_t length = utf8_length(text);
    struct facets f;
    u8 *taken = NULL;
    strs names;

    facets_find(&a, text, &f);
    assert(f.links.n <= FACETS_MOST && f.tags.n <= FACETS_MOST);
    ALL_MARKED(f.links)
    ALL_MARKED(f.mentions)
    ALL_MARKED(f.tags)
    links_hold(&a, text, &f.links);
    mentions_hold(text, &f.mentions);
    tags_hold(&a, text, &f.tags);
    facets_names(&a, &f, &names);
    assert(names.n <= f.mentions.n && (!f.mentions.n || names.n));
    assert(!tag_fold(&a, text, &name) || utf8_valid(name));
    arena_close(&a);
    return 0;
}
