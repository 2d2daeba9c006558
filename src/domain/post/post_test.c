/* Publishing, seeing, boosting and deleting; visibility.c's test has the whole rule. */
#include "base/buf.h"
#include "base/str.h"
#include "base/json.h"
#include "domain/post/post_own.h"
#include "domain/post/testbed.h"

static err a_post_is_what_was_written(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct post_view view;

    (void)arg;
    struct post made = a_post(c, ann, "  Hello @Bob, look: https://kith.example/a #Caf\u00e9 \r\n", "public");
    expect_str(made.content, S("Hello @Bob, look: https://kith.example/a #Caf\u00e9"));
    TRY(post_get(c, bob, made.id, &view));
    expect_str(view.words->content, made.content);
    expect_eq(view.words->mentions.n, 1);
    expect_eq(view.words->mentions.at[0].user_id.v, bob.v);
    expect_str(view.words->mentions.at[0].username, S("bob"));
    expect_eq(view.words->mentions.at[0].start, 6);
    expect_eq(view.words->mentions.at[0].end, 10);
    expect_str(view.words->tags.at[0].name, S("cafe"));
    expect_str(view.words->links.at[0].url, S("https://kith.example/a"));
    expect_str(view.author->card.username, S("ann"));
    return OK;
}

static err a_boost_shows_its_original_and_goes_with_it(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct post_view view;

    (void)arg;
    struct post made = a_post(c, ann, "Hello", "public");
    struct post boost = a_boost(c, bob, made.id), again = a_boost(c, bob, made.id);
    expect_eq(again.id.v, boost.id.v);
    TRY(post_get(c, ann, boost.id, &view));
    expect(view.plain);
    expect_eq(view.counts.boost_count, 1);
    expect_eq(view.boost_of->words->id.v, made.id.v);
    expect_ok(post_delete(c, &(struct caller){ .account = ann }, made.id));
    expect(!sees(c, ann, boost.id));
    return OK;
}

static err a_quote_outlives_what_it_quotes(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct post_view view;

    (void)arg;
    struct post made = a_post(c, ann, "Hello", "public"), quote = a_quote(c, bob, made.id, "Look");
    expect_eq(quote.boost_of->quote_count, 1);
    TRY(post_get(c, bob, made.id, &view));
    expect_eq(view.counts.quote_count, 1);
    expect_ok(post_delete(c, &(struct caller){ .account = ann }, made.id));
    TRY(post_get(c, ann, quote.id, &view));
    expect(!view.boost_of);
    expect_eq(view.words->boost_of_id.v.v, made.id.v);
    return OK;
}

static err reactions_are_the_viewers_own(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct post_view view;
    struct post out;

    (void)arg;
    struct post made = a_post(c, ann, "Hello", "public");
    TRY(post_react(c, bob, made.id, REACTION_LIKE, &out));
    TRY(post_react(c, bob, made.id, REACTION_LIKE, &out));
    expect_eq(out.like_count, 1);
    expect(out.liked);
    TRY(post_get(c, ann, made.id, &view));
    expect_eq(view.counts.like_count, 1);
    expect(!view.liked);
    TRY(post_unreact(c, bob, made.id, REACTION_LIKE, &out));
    expect_eq(out.like_count, 0);
    TRY(post_get(c, bob, made.id, &view));
    expect(!view.liked);
    return OK;
}

static err a_language_is_a_well_formed_tag_in_its_usual_case(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");
    struct post_draft draft = { .content = { GIVEN, S("Ol\u00e1") }, .language = { GIVEN, S("PT-br") } };
    struct post out;

    (void)arg;
    TRY(post_create(c, ann, &draft, &out));
    expect_str(out.language.v, S("pt-BR"));
    struct post_change change = { .id = out.id, .language = { GIVEN, S("ZH-hant-tw") } };
    TRY(post_edit(c, ann, &change, &out));
    expect_str(out.language.v, S("zh-Hant-TW"));
    draft.language.v = change.language.v = S("pt_BR");
    expect_eq(post_create(c, ann, &draft, &out), ERR_INVALID);
    expect(failure_told(&c->failure, S("language")));
    failure_begin(&c->failure, &c->arena);
    expect_eq(post_edit(c, ann, &change, &out), ERR_INVALID);
    expect(failure_told(&c->failure, S("language")));
    failure_begin(&c->failure, &c->arena);
    return OK;
}

static err of_many_names_fifty_that_are_somebodys_count(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), carl = a_person(c, "carl");
    struct buf text = BUF_ON(&c->arena);

    (void)arg;
    for (int i = 0; i < 120; i++)
        buf_format(&text, "@nobody%d @%s ", i, i % 2 ? "Carl" : "bob");
    buf_byte(&text, '\0');
    struct post made = a_post(c, ann, text.p, "public");
    expect_eq(made.mentions.n, 50);
    for (size_t i = 0; i < made.mentions.n; i++) {
        const struct mention *m = made.mentions.at + i;
        expect_eq(m->user_id.v, (i % 2 ? carl : bob).v);
        expect_str(m->username, i % 2 ? S("carl") : S("bob"));
        expect_str(str_to(str_from(made.content, (size_t)m->start), (size_t)(m->end - m->start)), i % 2 ? S("@Carl") : S("@bob"));
    }
    return OK;
}

struct exported { struct rows rows; struct buf text; size_t n, longest; };

static err row_keep(ctx *c, struct rows *to, const struct shape *shape, const void *row)
{
    struct exported *e = (struct exported *)to;
    size_t before = e->text.n;

    (void)c;
    json_write(&e->text, shape, row);
    e->n++;
    if (e->text.n - before > e->longest)
        e->longest = e->text.n - before;
    return OK;
}

/* However often it was edited: all that it said is there, and no row has all of it. */
static err an_export_has_each_version(ctx *c, void *arg)
{
    enum { EDITS = 230 };
    struct arena kept;
    struct exported e = { .rows.add = row_keep };
    id ann = a_person(c, "ann"), post = a_post(c, ann, "edit 0.", "public").id;
    struct post out;

    (void)arg;
    for (int i = 1; i <= EDITS; i++)
        TRY(post_edit(c, ann, &(struct post_change){ .id = post, .content = { GIVEN, arena_format(&c->arena, "edit %d.", i) } }, &out));
    arena_init(&kept, NULL, 0);
    e.text = BUF_ON(&kept);
    TRY(post_belongings[0].tell(c, ann, &e.rows));
    for (int i = 0; i <= EDITS; i++)
        expect(str_find(buf_str(&e.text), arena_format(&c->arena, "\"edit %d.\"", i)) >= 0);
    expect_eq(e.n, 3);
    expect(e.longest < e.text.n / 2);
    arena_close(&kept);
    return OK;
}

TEST(an_export_has_each_version) { in_open_house(an_export_has_each_version); }
TEST(a_post_is_what_was_written) { in_house(a_post_is_what_was_written); }
TEST(a_boost_shows_its_original_and_goes_with_it) { in_house(a_boost_shows_its_original_and_goes_with_it); }
TEST(a_quote_outlives_what_it_quotes) { in_house(a_quote_outlives_what_it_quotes); }
TEST(reactions_are_the_viewers_own) { in_house(reactions_are_the_viewers_own); }
TEST(a_language_is_a_well_formed_tag_in_its_usual_case) { in_house(a_language_is_a_well_formed_tag_in_its_usual_case); }
TEST(of_many_names_fifty_that_are_somebodys_count) { in_house(of_many_names_fifty_that_are_somebodys_count); }
