/* Kept answers: whatever changes, the next answer is the one that is made from the store. */
#include "api/graphql/testbed.h"
#include "base/id.h"
#include "kit/reads.h"
#include "kit/test.h"

enum { PATIENCE_MS = 30000, STEP_MS = 5, SETTLING_MS = 100 };

#define SHOWN "id content createdAt liked likeCount author { id username displayName avatarUrl }"
#define REMARKS "comments(first: 3) { edges { cursor node { " SHOWN " replyCount } } pageInfo { hasNextPage endCursor } }"
static const char document[] =
    "{ feed(first: 20) { edges { cursor node { " SHOWN " commentCount quoteCount boostCount saved media { id } " REMARKS
    " boostOf { " SHOWN " " REMARKS " } } } nodes { id } pageInfo { hasNextPage startCursor } } }";

static void wait_until(ctx *c, bool (*is)(ctx *, const void *), const void *arg)
{
    i64 end = loop_mono_ms(c->loop) + PATIENCE_MS;

    while (!is(c, arg)) {
        expect(loop_mono_ms(c->loop) < end);
        expect_ok(ctx_sleep(c, STEP_MS));
    }
}

struct question { id me; const char *text; str *kept; };

/* Jobs that follow a change may fall between two answers; what is kept though it is outdated stays so. */
static bool is_given(ctx *c, const void *arg)
{
    const struct question *q = arg;
    bool given;

    *q->kept = answer_kept(c, q->me, q->text, &given);
    return given && str_eq(*q->kept, answer(c, q->me, q->text));
}

static str kept_of(ctx *c, id me, const char *asked)
{
    str kept;

    wait_until(c, is_given, &(struct question){ me, asked, &kept });
    return kept;
}

static str kept_text(ctx *c, id me) { return kept_of(c, me, document); }

static bool agrees(ctx *c, const void *arg)
{
    bool given;
    str text = answer_kept(c, *(const id *)arg, document, &given);

    return str_eq(text, answer(c, *(const id *)arg, document));
}

/* ---- a town, in which ann reads ---- */

struct cast { id ann, bob, cid, dan, eve, post, original, boost, first, second, fourth, far; };

static struct cast cast_of(ctx *c)
{
    struct cast t = { .ann = a_person(c, "ann"), .bob = a_person(c, "bob"), .cid = a_person(c, "cid"), .dan = a_person(c, "dan"),
                      .eve = a_person(c, "eve") };

    feeds_settle_in(c->world, SETTLING_MS);
    follows(c, t.ann, t.bob);
    t.post = a_post(c, t.bob, "hello @cid", "public").id;
    t.original = a_post(c, t.dan, "from far away", "public").id;
    t.boost = a_boost(c, t.bob, t.original).id;
    t.first = a_remark(c, t.eve, t.post, (id){ 0 }, "one");
    t.second = a_remark(c, t.cid, t.post, (id){ 0 }, "two");
    (void)a_remark(c, t.eve, t.post, (id){ 0 }, "three");
    t.fourth = a_remark(c, t.cid, t.post, (id){ 0 }, "four");
    t.far = a_remark(c, t.eve, t.original, (id){ 0 }, "there");
    return t;
}

/* ---- changes ---- */

static struct comment comment_seen(ctx *c, id me, id which)
{
    struct comment_tree tree;
    struct comment out;

    expect_ok(comment_get(c, me, which, COMMENTS_NEW, 0, &tree));
    comment_of(&tree.at[0], (maybe_str){ 0 }, &out);
    return out;
}

static void edits(ctx *c, id me, id comment)
{
    struct comment out = comment_seen(c, me, comment);

    expect_ok(comment_edit(c, me, (maybe_str){ GIVEN, S("other words") }, &out));
}

static void likes(ctx *c, id me, id comment, bool on)
{
    struct comment out = comment_seen(c, me, comment);

    expect_ok(comment_like(c, me, on, &out));
}

static void renames(ctx *c, id who)
{
    struct profile out;

    expect_ok(profile_change(c, who, who, &(struct profile_edit){ .display_name = { GIVEN, S("Somebody Else") } }, &out));
}

static void reacts(ctx *c, id me, id post)
{
    struct post out;

    expect_ok(post_react(c, me, post, REACTION_LIKE, &out));
}

static void edits_post(ctx *c, id me, id post)
{
    struct post out;

    expect_ok(post_edit(c, me, &(struct post_change){ .id = post, .content = { GIVEN, S("other words") } }, &out));
}

static void other_remarks(ctx *c, const struct cast *t) { (void)a_remark(c, t->cid, t->post, (id){ 0 }, "five"); }
static void reader_remarks(ctx *c, const struct cast *t) { (void)a_remark(c, t->ann, t->post, (id){ 0 }, "six"); }
static void far_remark(ctx *c, const struct cast *t) { (void)a_remark(c, t->cid, t->original, (id){ 0 }, "seven"); }
static void replies(ctx *c, const struct cast *t) { (void)a_remark(c, t->dan, t->original, t->far, "indeed"); }
static void edited(ctx *c, const struct cast *t) { edits(c, t->eve, t->far); }
static void other_likes(ctx *c, const struct cast *t) { likes(c, t->cid, t->far, true); }
static void reader_likes(ctx *c, const struct cast *t) { likes(c, t->ann, t->far, true); }
static void reader_unlikes(ctx *c, const struct cast *t) { likes(c, t->ann, t->far, false); }
static void liker_goes(ctx *c, const struct cast *t) { given_up(c, t->cid); }
static void commenter_renames(ctx *c, const struct cast *t) { renames(c, t->eve); }
static void author_renames(ctx *c, const struct cast *t) { renames(c, t->bob); }
static void original_renames(ctx *c, const struct cast *t) { renames(c, t->dan); }
static void commenter_hides(ctx *c, const struct cast *t) { hidden(c, t->eve, true); }
static void commenter_shows(ctx *c, const struct cast *t) { hidden(c, t->eve, false); }
static void commenter_erased(ctx *c, const struct cast *t) { given_up(c, t->eve); }
static void blocks(ctx *c, const struct cast *t) { expect_ok(graph_block(c, t->ann, t->eve)); }
static void unblocks(ctx *c, const struct cast *t) { expect_ok(graph_unblock(c, t->ann, t->eve)); }
static void blocked(ctx *c, const struct cast *t) { expect_ok(graph_block(c, t->eve, t->ann)); }
static void unblocked(ctx *c, const struct cast *t) { expect_ok(graph_unblock(c, t->eve, t->ann)); }
static void mutes(ctx *c, const struct cast *t) { expect_ok(graph_mute(c, t->ann, t->bob)); }
static void unmutes(ctx *c, const struct cast *t) { expect_ok(graph_unmute(c, t->ann, t->bob)); }
static void deletes(ctx *c, id me, id comment) { expect_ok(comment_delete(c, &(struct caller){ .account = me }, comment)); }
static void deleted(ctx *c, const struct cast *t) { deletes(c, t->cid, t->fourth); }        /* which is shown: numbers may come later */
static void parent_deleted(ctx *c, const struct cast *t) { deletes(c, t->eve, t->far); }
static void other_reacts(ctx *c, const struct cast *t) { reacts(c, t->cid, t->post); }
static void reader_reacts(ctx *c, const struct cast *t) { reacts(c, t->ann, t->original); }
static void post_rewritten(ctx *c, const struct cast *t) { edits_post(c, t->bob, t->post); }
static void original_edited(ctx *c, const struct cast *t) { edits_post(c, t->dan, t->original); }
static void quoted(ctx *c, const struct cast *t) { (void)a_quote(c, t->dan, t->post, "look"); }
static void publishes(ctx *c, const struct cast *t) { (void)a_post(c, t->bob, "news", "public"); }
static void post_goes(ctx *c, const struct cast *t) { expect_ok(post_delete(c, &(struct caller){ .account = t->bob }, t->post)); }
static void author_goes(ctx *c, const struct cast *t) { hidden(c, t->dan, true); }

static const struct change { const char *what; void (*make)(ctx *, const struct cast *); } changes[] = {
    { "another comments", other_remarks },
    { "the reader comments", reader_remarks },
    { "somebody comments on the original of a boost", far_remark },
    { "a comment is edited", edited },
    { "another likes a comment", other_likes },
    { "the reader likes it", reader_likes },
    { "the reader takes that back", reader_unlikes },
    { "a comment has a reply", replies },
    { "who commented has another name", commenter_renames },
    { "the author has another name", author_renames },
    { "the author of an original has another name", original_renames },
    { "who commented is suspended", commenter_hides },
    { "and comes back", commenter_shows },
    { "the reader blocks who commented", blocks },
    { "and no longer", unblocks },
    { "who commented blocks the reader", blocked },
    { "and no longer", unblocked },
    { "the reader mutes the author", mutes },
    { "and no longer", unmutes },
    { "a comment is deleted that another one follows", deleted },
    { "a comment with a reply is deleted", parent_deleted },
    { "another likes a post", other_reacts },
    { "the reader likes the original of a boost", reader_reacts },
    { "a post is edited", post_rewritten },
    { "the original of a boost is edited", original_edited },
    { "a post is quoted", quoted },
    { "the author publishes", publishes },
    { "who liked and commented is erased", liker_goes },
    { "who commented is erased", commenter_erased },
    { "a post is deleted", post_goes },
    { "the author of an original is suspended", author_goes },
};

static err each_change_ends_it(ctx *c, void *arg)
{
    struct cast t = cast_of(c);
    bool given;

    (void)arg;
    for (size_t i = 0; i < COUNT(changes); i++) {
        str before = kept_text(c, t.ann);
        changes[i].make(c, &t);
        if (str_eq(answer_kept(c, t.ann, document, &given), before))
            test_fail(__FILE__, __LINE__, "the answer is not another one at once after: %s", changes[i].what);
        wait_until(c, agrees, &t.ann);
    }
    return OK;
}

/* ---- likes that are counted again ---- */

static bool is_unliked(ctx *c, const void *arg)
{
    bool given;

    return str_find(answer_kept(c, *(const id *)arg, document, &given), S("\"likeCount\":1")) < 0;
}

static err likes_that_go_with_an_account_end_it(ctx *c, void *arg)
{
    struct cast t = cast_of(c);

    (void)arg;
    likes(c, t.dan, t.fourth, true);
    expect(str_find(kept_text(c, t.ann), S("\"likeCount\":1")) >= 0);
    (void)kept_text(c, t.ann);
    hidden(c, t.dan, true);
    wait_until(c, is_unliked, &t.ann);
    return OK;
}

/* ---- what it costs, and what is not kept ---- */

static err it_asks_the_store_for_nothing(ctx *c, void *arg)
{
    struct cast t = cast_of(c);
    struct reads r = { .turns = 20 };
    bool given;

    (void)arg;
    (void)kept_text(c, t.ann);
    while (reads_again(c, &r)) {
        (void)answer_kept(c, t.ann, document, &given);
        expect(given);
    }
    expect_eq(r.least, 0);
    return OK;
}

/* Each has a field whose reads nobody notes, or is not about one feed. */
static const char *const unkept[] = {
    "{ feed { nodes { id mentions { user { username } } } } }",
    "{ feed { nodes { id author { bio } } } }",
    "{ feed { nodes { id author { relationship { following } } } } }",
    "{ feed { nodes { id quotes { nodes { id } } } } }",
    "{ feed { nodes { id reactions { nodes { type } } } } }",
    "{ feed { nodes { comments { nodes { replies { nodes { id } } } } } } }",
    "{ feed { nodes { comments { nodes { post { content } } } } } }",
    "{ feed(order: RANKED) { nodes { id } } }",
    "{ feed(last: 2) { nodes { id } } }",
    "{ a: feed { nodes { id } } b: feed(first: 2) { nodes { id } } }",
    "{ feed { nodes { id } } me { username } }",
    "{ feed { nodes { id } } comments(postId: \"%lld\") { nodes { content } } }",
    "{ comments(postId: \"%lld\") { nodes { content } } feed { nodes { id } } }",
    "{ feed { nodes { id } } post(id: \"%lld\") { content comments { nodes { content } } } }",
    "{ feed { nodes { id } } publicTimeline { nodes { id } } }",
    "{ feed(first: 1000) { nodes { id } } }",
    "{ me { username } }",
};

static err what_nobody_notes_is_not_kept(ctx *c, void *arg)
{
    struct cast t = cast_of(c);

    (void)arg;
    (void)kept_text(c, t.ann);                   /* so the feed itself would be */
    for (size_t i = 0; i < COUNT(unkept); i++)
        for (int times = 0; times < 4; times++) {
            bool given;
            (void)answer_kept(c, t.ann, arena_format(&c->arena, unkept[i], (long long)t.post.v).p, &given);
            if (given)
                test_fail(__FILE__, __LINE__, "this was kept: %s", unkept[i]);
        }
    return OK;
}

/* ---- whose it is ---- */

static err texts_that_say_the_same_share_it(ctx *c, void *arg)
{
    static const char *const same[] = {
        "{ feed(first: 2) { nodes { id } } } ", "query Another { feed(first: 2) { nodes { id } } }",
        "# and why\n{ feed ( first : 2 ) { nodes,{ id } } }\n",
    };
    struct cast t = cast_of(c);
    bool given;

    (void)arg;
    (void)kept_of(c, t.ann, "{ feed(first: 2) { nodes { id } } }");
    for (size_t i = 0; i < COUNT(same); i++) {
        (void)answer_kept(c, t.ann, same[i], &given);
        expect(given);
    }
    (void)answer_kept(c, t.ann, "{ feed(first: 1) { nodes { id } } }", &given);
    expect(!given);
    return OK;
}

static err a_stranger_is_given_none(ctx *c, void *arg)
{
    struct cast t = cast_of(c);
    bool given;

    (void)arg;
    (void)kept_text(c, t.ann);
    (void)answer_kept(c, (id){ 0 }, document, &given);
    expect(!given);
    return OK;
}

static err each_reader_and_document_has_its_own(ctx *c, void *arg)
{
    static const char other[] = "{ feed(first: 20) { nodes { content } } }";
    struct cast t = cast_of(c);
    bool given;

    (void)arg;
    str mine = kept_text(c, t.ann);
    (void)answer_kept(c, t.cid, document, &given);
    expect(!given);
    (void)answer_kept(c, t.ann, other, &given);
    expect(!given);
    expect(!str_eq(kept_of(c, t.ann, other), mine));
    expect_str(kept_of(c, t.ann, document), mine);
    return OK;
}

TEST(each_change_ends_a_kept_answer_at_once) { in_surface(each_change_ends_it); }
TEST(likes_that_go_with_an_account_end_a_kept_answer) { in_surface(likes_that_go_with_an_account_end_it); }
TEST(a_kept_answer_asks_the_store_for_nothing) { in_surface(it_asks_the_store_for_nothing); }
TEST(an_answer_with_what_nobody_notes_is_not_kept) { in_surface(what_nobody_notes_is_not_kept); }
TEST(texts_that_say_the_same_share_a_kept_answer) { in_surface(texts_that_say_the_same_share_it); }
TEST(who_is_not_signed_in_is_given_no_kept_answer) { in_surface(a_stranger_is_given_none); }
TEST(each_reader_and_document_has_a_kept_answer_of_its_own) { in_surface(each_reader_and_document_has_its_own); }

static err talk_run(ctx *c, void *arg)
{
    static const char *const fields[] = {
        "unread { unreadCount }", "channels { nodes { id lastSeq } }", "conversations { nodes { id } }",
        "searchMessages(query: \"hello\") { nodes { id } }",
    };
    id ann = a_person(c, "ann"), channel = a_room(c, ann, "public"), said = says(c, ann, channel, "hello");
    bool given;

    (void)arg;
    a_post(c, ann, "one", "public");
    (void)kept_of(c, ann, "{ feed { nodes { id } } }");      /* so the feed itself would be */
    for (size_t i = 0; i < COUNT(fields); i++)
        for (int k = 0; k < 2; k++) {
            answer_kept(c, ann, arena_format(&c->arena, "{ feed { nodes { id } } %s }", fields[i]).p, &given);
            expect(!given);
        }
    const char *text = arena_format(&c->arena, "{ feed { nodes { id } } channel(id: %lld) { messages { nodes { content } } lastMessage { "
                                    "sender { username } } } message(id: %lld) { content } }", (long long)channel.v, (long long)said.v).p;
    for (int k = 0; k < 2; k++) {
        answer_kept(c, ann, text, &given);
        expect(!given);
    }
    return OK;
}

TEST(an_answer_with_channels_or_messages_is_made_each_time)
{
    in_surface(talk_run);
}
