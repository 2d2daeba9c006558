/* Who is mentioned: the names of a text become the accounts that its author reaches. */
#include "base/ids.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/profile/wording.h"
#include "text/facets.h"

SHAPE(mention,
    FIELD(mention, user_id), FIELD(mention, username, .doc = "The account's own spelling"),
    FIELD(mention, start, .doc = "In characters of the text"), FIELD(mention, end, .doc = "The character after it"));
SHAPE(hashtag,
    FIELD(hashtag, name, .doc = "Case and accents folded"), FIELD(hashtag, text, .doc = "As written, without #"),
    FIELD(hashtag, start), FIELD(hashtag, end));
SHAPE(text_link,
    FIELD(text_link, url, .format = "uri"), FIELD(text_link, start), FIELD(text_link, end));
SHAPE(wording, WORDING_FIELDS(wording));

/* ---- people ---- */

/* Whose the names are: those of `names`, which are in order, so that a text of a thousand names costs no more than their look-up. */
struct named { strs names; const struct account **of; };

static size_t name_at(const strs *names, str key)
{
    size_t from = 0, to = names->n;

    while (from < to) {
        size_t middle = (from + to) / 2;
        if (str_cmp(names->at[middle], key) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from < names->n && str_eq(names->at[from], key) ? from : names->n;
}

static struct named named_by(struct arena *a, strs names, const account_page *people)
{
    struct named n = { names, arena_array(a, const struct account *, names.n + 1) };

    for (size_t i = 0; i < people->n; i++)
        n.of[name_at(&names, username_key(a, people->at[i].username))] = people->at + i;
    n.of[names.n] = NULL;
    return n;
}

/* Of these accounts, those between whom and `me` there is no block. */
static err reached(ctx *c, id me, account_page *people)
{
    struct standing *of = arena_array(&c->arena, struct standing, people->n);
    sight_page sights;
    size_t kept = 0;

    for (size_t i = 0; i < people->n; i++)
        of[i] = standing_of(&people->at[i]);
    TRY(sights_from(c, me, of, people->n, &sights));
    for (size_t i = 0; i < people->n; i++)
        if (sight_reaches(&sights.at[i]))
            people->at[kept++] = people->at[i];
    people->n = kept;
    return OK;
}

static err mentions_find(ctx *c, id me, const struct facets *f, mention_page *out)
{
    account_page people;
    strs names;

    *out = (mention_page){ .at = arena_array(&c->arena, struct mention, FACETS_MOST) };
    if (!f->mentions.n)
        return OK;
    facets_names(&c->arena, f, &names);
    TRY(accounts_by_usernames(c, names, &people));
    TRY(reached(c, me, &people));
    struct named named = named_by(&c->arena, names, &people);
    for (size_t i = 0; i < f->mentions.n && out->n < FACETS_MOST; i++) {
        const struct facet_mention *m = &f->mentions.at[i];
        const struct account *who = named.of[name_at(&names, username_key(&c->arena, m->name))];
        if (who)
            out->at[out->n++] = (struct mention){ who->id, who->username, m->start, m->end };
    }
    return OK;
}

static void facets_take(struct arena *a, const struct facets *f, struct wording *out)
{
    *out = (struct wording){ .tags = { .at = arena_array(a, struct hashtag, f->tags.n), .n = f->tags.n },
                             .links = { .at = arena_array(a, struct text_link, f->links.n), .n = f->links.n } };
    for (size_t i = 0; i < f->tags.n; i++)
        out->tags.at[i] = (struct hashtag){ f->tags.at[i].name, f->tags.at[i].text, f->tags.at[i].start, f->tags.at[i].end };
    for (size_t i = 0; i < f->links.n; i++)
        out->links.at[i] = (struct text_link){ f->links.at[i].url, f->links.at[i].start, f->links.at[i].end };
}

err wording_of(ctx *c, id me, str text, struct wording *out)
{
    struct facets f;

    facets_find(&c->arena, text, &f);
    facets_take(&c->arena, &f, out);
    return mentions_find(c, me, &f, &out->mentions);
}

void wording_of_planted(struct arena *a, str text, const struct account *named, struct wording *out)
{
    struct facets f;

    facets_find(a, text, &f);
    facets_take(a, &f, out);
    out->mentions.at = arena_array(a, struct mention, FACETS_MOST);
    for (size_t i = 0; named && i < f.mentions.n && out->mentions.n < FACETS_MOST; i++) {
        const struct facet_mention *m = &f.mentions.at[i];
        if (str_eq(m->name, named->username))
            out->mentions.at[out->mentions.n++] = (struct mention){ named->id, named->username, m->start, m->end };
    }
}

/* ---- using them ---- */

bool wording_names(const struct wording *w, id who)
{
    for (size_t i = 0; i < w->mentions.n; i++)
        if (w->mentions.at[i].user_id.v == who.v)
            return true;
    return false;
}

ids wording_named(struct arena *a, const struct wording *w)
{
    ids named = { arena_array(a, id, w->mentions.n), w->mentions.n };

    for (size_t i = 0; i < named.n; i++)
        named.at[i] = w->mentions.at[i].user_id;
    return ids_once(a, named);
}

strs wording_tags(struct arena *a, const struct wording *w)
{
    strs once = { arena_array(a, str, w->tags.n), 0 };

    for (size_t i = 0, k; i < w->tags.n; i++) {
        for (k = 0; k < once.n && !str_eq(once.at[k], w->tags.at[i].name); k++)
            continue;
        once.at[k] = w->tags.at[i].name;
        once.n += k == once.n;
    }
    return once;
}

str wording_pack(struct arena *a, const struct wording *w)
{
    struct buf b = BUF_ON(a);

    json_write(&b, &wording_shape, w);
    return buf_str(&b);
}

err wording_unpack(struct arena *a, str packed, struct wording *out)
{
    struct failure failure;

    failure_begin(&failure, a);
    return json_read(a, &failure, packed, &wording_shape, out);
}
