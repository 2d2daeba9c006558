/* Publishing: everything that needs to wait (names, what is quoted) is looked up first; the deed is one transaction. */
#include "base/problems.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/post/post.sql.h"
#include "domain/post/post_own.h"
#include "domain/tag/tag.h"
#include "text/input.h"
#include "text/language_tag.h"

const char *const visibility_words[] = { "public", "unlisted", "followers", "private", NULL };
const char *const post_type_words[] = { "text", "image", "video", "reel", "voice", "link", NULL };

SHAPE_MEMBERS(post_draft, POST_DRAFT);

struct post_plan {
    id me;
    bool plain;
    struct post_words words;                     /* without id and time */
    enum visibility visibility;
    const struct poll_draft *poll;               /* NULL: none */
    ids media;
    bool typed;                                  /* false: its type is that of the first of these, */
    bool known;                                  /* which was there to be asked */
    struct poll_view poll_made;
    struct embedded_post original;               /* an id of 0: none */
    struct card author;
    bool changed;                                /* false: the boost was there */
    bool counted;                                /* something of a budget is taken for it */
};

static const struct problem *const nothing_to_boost = PROBLEM_AS(ERR_INVALID, post_not_found);
static const char nothing_there[] = "There is no such post to boost or quote.";

/* ---- the checks ---- */

static bool given(maybe_str s) { return s.is == GIVEN; }

static err field_fail(ctx *c, const char *field, const struct problem *p, const char *detail)
{
    (void)failure_field_saying(&c->failure, str_of(field), p, "%s", detail);
    return fail_saying(c, p, "%s", detail);
}

static size_t word_at(const char *const *words, str word)
{
    size_t i = 0;

    while (words[i] && !str_eq(word, str_of(words[i])))
        i++;
    return i;
}

/* Boosting a boost boosts its original. */
static err original_find(ctx *c, id me, str reference, struct embedded_post *out)
{
    const struct post_view *found;
    post_view_page page;
    id which;

    if (!id_parse(reference, &which))
        return field_fail(c, "boost_of", nothing_to_boost, nothing_there);
    TRY(posts_get(c, me, (ids){ &which, 1 }, NULL, &page));
    if (!page.n)
        return field_fail(c, "boost_of", nothing_to_boost, nothing_there);
    found = page.at[0].plain ? page.at[0].boost_of : &page.at[0];
    embedded_post_of(c, found, out);
    return found->visibility > VISIBLE_UNLISTED ? fail(c, &cannot_boost) : OK;
}

void post_type_check(struct failure *f, str type, const struct wording *w, bool has_media)
{
    bool link = str_eq(type, S("link"));

    if (link ? !w->links.n : post_type_needs_media(type) && !has_media)
        (void)failure_field_saying(f, S("type"), &invalid_form, link ? "There is no link in the text." : "This type needs media.");
}

void post_content_check(struct failure *f, str content, bool may_be_empty)
{
    if (!content.n && !may_be_empty)
        (void)failure_field_saying(f, S("content"), &too_short, "This must not be empty.");
    else if (utf8_length(content) > CONTENT_MOST)
        (void)failure_field(f, S("content"), &too_long);
}

void post_language_check(struct failure *f, maybe_str *language)
{
    if (language->is == GIVEN && !language_tag_read(f->arena, language->v, &language->v))
        (void)failure_field_saying(f, S("language"), &invalid_form, "This is not a well-formed BCP 47 tag.");
}

static err author_card(ctx *c, id me, struct card *out)
{
    card_page cards;

    TRY(cards_get(c, me, (ids){ &me, 1 }, NULL, &cards));
    *out = cards.n ? cards.at[0] : (struct card){ .id = me };
    return OK;
}

static err boost_plan(ctx *c, struct post_plan *p)
{
    p->plain = true;
    p->visibility = (enum visibility)word_at(visibility_words, p->original.visibility);
    p->words = (struct post_words){
        .user_id = p->me, .type = S("text"), .content_warning.is = NULLED, .language.is = NULLED, .visibility = p->original.visibility,
        .boost_of_id = { GIVEN, p->original.id }, .edited_at.is = NULLED,
    };
    return author_card(c, p->me, &p->author);
}

/* Whether they may be taken is asked in the transaction. */
static err media_plan(ctx *c, const struct post_draft *d, struct post_plan *p)
{
    const struct media_kept **kept = arena_array(&c->arena, const struct media_kept *, p->media.n + 1);

    kept[0] = NULL;
    if (p->media.n)
        TRY(medias_kept(c, p->media, kept));
    p->typed = given(d->type);
    p->known = kept[0] != NULL;
    p->words.type = p->typed ? d->type.v : post_type_of(kept[0]);
    return OK;
}

static err words_plan(ctx *c, const struct post_draft *d, str content, struct post_plan *p)
{
    struct post_words *w = &p->words;

    *w = (struct post_words){
        .user_id = p->me, .content = content,
        .content_warning = { given(d->content_warning) ? GIVEN : NULLED, d->content_warning.v },
        .sensitive = d->sensitive.is == GIVEN && d->sensitive.v, .language = { given(d->language) ? GIVEN : NULLED, d->language.v },
        .visibility = given(d->visibility) ? d->visibility.v : S("public"),
        .boost_of_id = { p->original.id.v ? GIVEN : NULLED, p->original.id },
        .edited_at.is = NULLED,
    };
    p->visibility = (enum visibility)word_at(visibility_words, w->visibility);
    TRY(media_plan(c, d, p));
    p->poll = d->poll.options.n ? &d->poll : NULL;
    if (p->poll)
        (void)poll_draft_check(&c->failure, p->poll, ctx_now(c));
    post_content_check(&c->failure, content, p->poll || p->original.id.v || p->media.n);
    post_language_check(&c->failure, &w->language);
    TRY(wording_of(c, p->me, content, &w->wording));
    post_type_check(&c->failure, w->type, &w->wording, p->media.n > 0);
    return c->failure.fields ? ERR_INVALID : author_card(c, p->me, &p->author);
}

err post_prepare(ctx *c, id me, const struct post_draft *d, struct post_plan **out)
{
    struct post_plan *p = *out = arena_new(&c->arena, struct post_plan);
    str content = S("");

    if (given(d->content) && !text_normal(&c->arena, d->content.v, &content))
        return fail_field(c, S("content"), &invalid_text);
    *p = (struct post_plan){ .me = me, .changed = true };
    TRY(media_ids_read(c, "media_ids", d->media_ids, MEDIA_MOST, &p->media));
    if (given(d->boost_of))
        TRY(original_find(c, me, d->boost_of.v, &p->original));
    if (p->original.id.v && !content.n && !d->poll.options.n && !p->media.n)
        return boost_plan(c, p);
    return words_plan(c, d, content, p);
}

err post_draft_check(ctx *c, id me, const struct post_draft *d)
{
    struct embedded_post original;
    maybe_str language = d->language;
    str content = S("");
    ids media;

    if (given(d->content) && !text_normal(&c->arena, d->content.v, &content))
        return fail_field(c, S("content"), &invalid_text);
    TRY(media_ids_read(c, "media_ids", d->media_ids, MEDIA_MOST, &media));
    if (given(d->boost_of))
        TRY(original_find(c, me, d->boost_of.v, &original));
    if (d->poll.options.n)
        (void)poll_draft_check(&c->failure, &d->poll, ctx_now(c));
    post_content_check(&c->failure, content, true);
    post_language_check(&c->failure, &language);
    return c->failure.fields ? ERR_INVALID : OK;
}

/* ---- the deed ---- */

/* What is boosted or quoted is still there, and `me` still sees it. */
static err original_meet(tx *t, const struct post_plan *p, struct post_row *out)
{
    err e = p->original.id.v ? post_meet_in(t, p->me, p->original.id, out) : OK;

    return e == ERR_NOT_FOUND ? tx_fail_saying(t, nothing_to_boost, nothing_there) : e;
}

static err post_row_add(tx *t, const struct post_row *r)
{
    return q_post_insert(t, r->id, r->user_id, r->visibility, r->plain, r->boost_of, r->type, r->content, r->warning, r->sensitive,
                         r->language, r->wording, r->poll, r->media);
}

static struct post_told told_of(tx *t, const struct post_row *r, id original_by, const struct wording *w)
{
    return (struct post_told){
        .post_id = r->id, .author_id = r->user_id, .type = r->type, .visibility = str_of(visibility_words[r->visibility]),
        .boost_of_id = r->boost_of, .boost_of_author_id = { r->boost_of.is, original_by }, .plain_boost = r->plain,
        .mentions = wording_named(tx_arena(t), w), .tags = wording_tags(tx_arena(t), w), .created_at = { id_ms(r->id) },
        .edited_at = { r->edited_at.is == GIVEN ? GIVEN : ABSENT, r->edited_at.v },
    };
}

static err created_tell(tx *t, const struct post_row *r, id original_by, const struct wording *w)
{
    struct post_told told = told_of(t, r, original_by, w);

    return event_tell(t, post_created, r->user_id, &told);
}

err post_edited_tell(tx *t, const struct post_row *r, const struct wording *w)
{
    struct post_row original = { 0 };
    err e = r->boost_of.is == GIVEN ? q_post_row_get(t, r->boost_of.v, &original) : OK;
    struct post_told told = told_of(t, r, original.user_id, w);

    TRY(e == ERR_NOT_FOUND ? OK : e);
    if (!original.id.v)
        told.boost_of_author_id.is = NULLED;
    return event_tell(t, post_edited, r->user_id, &told);
}

/* One for each person and original: a repeat finds the one there is. */
err boost_add(tx *t, id me, const struct post_row *original, struct reaction_done *done)
{
    static const struct wording none;
    struct post_row row = { .id = tx_new_id(t), .user_id = me, .visibility = original->visibility, .plain = true,
                            .boost_of = { GIVEN, original->id }, .type = S("text"), .warning.is = NULLED, .language.is = NULLED,
                            .wording = wording_pack(tx_arena(t), &none) };

    TRY(reaction_set(t, REACTION_BOOST, me, &(struct reaction_on){ .post = original->id, .author = original->user_id }, row.id, done));
    if (!done->changed)
        return OK;
    TRY(post_row_add(t, &row));
    return created_tell(t, &row, original->user_id, &none);
}

static err boost_publish(tx *t, struct post_plan *p, const struct post_row *original, struct post *out)
{
    struct embedded_post *o = &p->original;
    struct reaction_done done;

    TRY(boost_add(t, p->me, original, &done));
    out->id = done.made;
    out->created_at = out->updated_at = (when){ id_ms(done.made) };
    o->like_count = done.counts.likes;
    o->save_count = done.counts.saves;
    o->boost_count = done.counts.boosts;
    o->boosted = true;
    POST_NUMBERS_COPY(out, o);
    p->changed = done.changed;
    return OK;
}

static err quote_count(tx *t, struct post_plan *p)
{
    struct post_count counts;

    if (!p->original.id.v)
        return OK;
    TRY(q_post_count_add(t, p->original.id, 0, 1, &counts));
    p->original.quote_count = counts.quotes;
    return OK;
}

/* One that became ready after it was asked what it is has a type of its own. */
static err media_publish(tx *t, const struct post_plan *p, id post, id draft)
{
    struct media_take take = post_take(post, p->visibility);

    if (!p->media.n)
        return OK;
    TRY(draft.v ? media_move(t, p->me, p->media, (struct media_thing){ MEDIA_OF_DRAFT, draft }, &take)
                : media_attach(t, p->me, p->media, &take));
    return p->typed || p->known ? OK : tx_fail(t, &media_not_ready);
}

static err words_publish(tx *t, struct post_plan *p, id draft, const struct post_words *w)
{
    const struct post_row row = {
        .id = w->id, .user_id = p->me, .visibility = p->visibility, .boost_of = w->boost_of_id, .type = w->type, .content = w->content,
        .warning = w->content_warning, .sensitive = w->sensitive, .language = w->language, .poll = p->poll,
        .wording = wording_pack(tx_arena(t), &w->wording), .media = ids_text(tx_arena(t), p->media),
    };

    TRY(post_row_add(t, &row));
    TRY(media_publish(t, p, w->id, draft));
    if (p->poll)
        TRY(poll_make(t, w->id, p->me, p->poll, &p->poll_made));
    if (p->visibility == VISIBLE_TO_ALL)
        TRY(tag_use(t, w->id, p->me, wording_tags(tx_arena(t), &w->wording)));
    TRY(quote_count(t, p));
    TRY(profile_posted(t, p->me, p->visibility == VISIBLE_TO_NAMED ? 0 : 1));
    return created_tell(t, &row, p->original.user_id, &w->wording);
}

err post_publish(tx *t, struct post_plan *p, id draft, struct post *out)
{
    struct post_row original;

    TRY(account_acts_in(t, p->me));
    TRY(original_meet(t, p, &original));
    *out = (struct post){ .words = p->words, .author = p->author, .poll = p->poll ? &p->poll_made : NULL,
                          .boost_of = p->original.id.v ? &p->original : NULL };
    if (p->plain)
        return boost_publish(t, p, &original, out);
    out->id = tx_new_id(t);
    out->created_at = out->updated_at = (when){ id_ms(out->id) };
    return words_publish(t, p, draft, &out->words);
}

/* They are read again: in the open or not, they have other addresses than before. What cannot be read now is in no answer. */
void post_plan_show(ctx *c, const struct post_plan *p, struct post *out)
{
    post_media_show(c, p->media, out);
}

/* ---- the verb ---- */

struct publishing { struct post_plan *plan; struct post *out; };

static err publish(tx *t, void *arg)
{
    struct publishing *in = arg;

    return post_publish(t, in->plan, (id){ 0 }, in->out);
}

err post_rate_take(ctx *c, id me)
{
    struct rate r = rate_take(c->world, &posts_hourly, rate_of_id(c->world, me), ctx_now(c).ms / 1000);

    return rate_refuse(c, &r, "posts");
}

void post_rate_give_back(ctx *c, id me)
{
    rate_give_back(c->world, &posts_hourly, rate_of_id(c->world, me), ctx_now(c).ms / 1000);
}

/* A repeated boost needs nothing of the budget. */
err post_plan_rate_take(ctx *c, struct post_plan *p)
{
    if (p->plain && p->original.boosted)
        return OK;
    TRY(p->plain ? reaction_take(c, p->me) : post_rate_take(c, p->me));
    p->counted = true;
    return OK;
}

void post_plan_rate_settle(ctx *c, const struct post_plan *p, err e)
{
    if (!p->counted || (e == OK && p->changed))
        return;
    if (p->plain)
        reaction_give_back(c, p->me);
    else
        post_rate_give_back(c, p->me);
}

err post_create(ctx *c, id me, const struct post_draft *draft, struct post *out)
{
    struct publishing in = { .out = out };

    TRY(post_prepare(c, me, draft, &in.plan));
    TRY(post_plan_rate_take(c, in.plan));
    err e = transact(c, publish, &in);
    post_plan_rate_settle(c, in.plan, e);
    if (e == OK)
        post_plan_show(c, in.plan, out);
    return e;
}
