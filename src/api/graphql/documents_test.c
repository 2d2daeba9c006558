#include "api/graphql/documents.h"
#include <pthread.h>
#include <stdatomic.h>
#include "base/arena.h"
#include "base/str.h"
#include "graphql/resolve.h"
#include "kit/test.h"

enum { ROOM = 1 << 20, MANY = 2000, THREADS = 4, TIMES = 4000 };

struct bed { struct arena arena; struct documents *documents; };

static err nothing(struct gql_call *call)
{
    (void)call;
    return OK;
}

static struct bed bed_open(size_t octets)
{
    static const struct gql_field_binding bound[] = { { "Query.n", nothing, .kind = K_I64 }, {0} };
    struct bed b = {0};
    struct gql_schema *schema;
    struct gql_errors errors;

    gql_errors_init(&errors, &b.arena);
    expect_ok(gql_schema_make(&b.arena, S("type Query { n: Int }"), &errors, &schema));
    expect_ok(gql_schema_bind(schema, NULL, bound, &errors));
    b.documents = documents_open(&b.arena, schema, &gql_limits_standard, octets);
    return b;
}

static void bed_close(struct bed *b)
{
    documents_close(b->documents);
    arena_close(&b->arena);
}

static struct document_use *used(struct bed *b, str text, bool *made)
{
    struct gql_errors errors;
    struct document_use *u;

    gql_errors_init(&errors, &b->arena);
    expect_ok(documents_use(b->documents, text, &errors, &u, made));
    return u;
}

/* Used, and left: was it parsed for that? */
static bool is_made(struct bed *b, str text)
{
    bool made;

    documents_leave(b->documents, used(b, text, &made));
    return made;
}

TEST(a_text_is_parsed_once)
{
    struct bed b = bed_open(ROOM);

    expect(is_made(&b, S("{ n }")));
    expect(!is_made(&b, S("{ n }")));
    expect(is_made(&b, S("{  n }")));
    expect_eq(documents_state(b.documents).entries, 2);
    bed_close(&b);
}

TEST(a_text_with_faults_says_them_each_time_and_is_not_kept)
{
    struct bed b = bed_open(ROOM);
    struct gql_errors errors;
    struct document_use *u;
    bool made;

    gql_errors_init(&errors, &b.arena);
    for (size_t i = 1; i <= 2; i++) {
        expect_eq(documents_use(b.documents, S("{ nothing }"), &errors, &u, &made), ERR_INVALID);
        expect_eq(errors.n, i);
    }
    expect_eq(documents_state(b.documents).entries, 0);
    expect_eq(documents_state(b.documents).alive, 0);
    bed_close(&b);
}

TEST(texts_without_end_stay_within_the_room_and_what_is_asked_for_again_stays_longest)
{
    struct bed b = bed_open(ROOM);

    expect(is_made(&b, S("{ n }")));
    for (int i = 0; i < MANY; i++) {
        expect(is_made(&b, arena_format(&b.arena, "{ a%d: n }", i)));
        expect(!is_made(&b, S("{ n }")));
        expect(documents_state(b.documents).octets <= ROOM);
    }
    expect(is_made(&b, S("{ a0: n }")));
    expect_eq(documents_state(b.documents).alive, documents_state(b.documents).octets);
    bed_close(&b);
}

TEST(one_that_is_in_use_outlives_its_place)
{
    struct bed b = bed_open(ROOM);
    struct gql_errors errors;
    bool made;
    struct document_use *u = used(&b, S("{ kept: n }"), &made);

    for (int i = 0; i < MANY; i++)
        (void)is_made(&b, arena_format(&b.arena, "{ a%d: n }", i));
    expect(is_made(&b, S("{ kept: n }")));
    gql_errors_init(&errors, &b.arena);
    expect(gql_operation_choose(document_of(u), S(""), &errors));
    documents_leave(b.documents, u);
    bed_close(&b);
}

static str padded(struct bed *b, size_t n, int i)
{
    char *p = arena_alloc(&b->arena, n, 1);

    memset(p, ' ', n);
    memcpy(p, "{ n }", 5);
    p[5 + i] = ',';
    return (str){ p, n };
}

TEST(a_large_one_is_not_kept_and_too_many_at_once_are_refused)
{
    struct bed b = bed_open(ROOM);
    struct document_use *in_use[64], *u;
    struct gql_errors errors;
    bool made;
    int n = 0;

    expect(is_made(&b, padded(&b, ROOM / 4, 0)));
    expect(is_made(&b, padded(&b, ROOM / 4, 0)));
    expect_eq(documents_state(b.documents).entries, 0);
    gql_errors_init(&errors, &b.arena);
    while (n < 64 && documents_use(b.documents, padded(&b, ROOM / 4, n), &errors, &u, &made) == OK)
        in_use[n++] = u;
    expect(n > 4 && n < 32);
    while (n)
        documents_leave(b.documents, in_use[--n]);
    expect(is_made(&b, padded(&b, ROOM / 4, 1)));
    bed_close(&b);
}

static void *use_often(void *arg)
{
    struct bed *b = arg;
    struct arena own = {0};
    struct gql_errors errors;
    struct document_use *u;
    bool made;

    for (int i = 0; i < TIMES; i++) {
        str text = arena_format(&own, "query Q%d { a%d: n }", i % 7, i % 7 ? i % 7 : i);
        gql_errors_init(&errors, &own);
        expect_ok(documents_use(b->documents, text, &errors, &u, &made));
        const struct gql_operation *operation = gql_operation_choose(document_of(u), S(""), &errors);
        expect(operation && gql_operation_name(operation).n == 2);
        document_label_keep(u, (u64)(i % 7) << 32, i % 7);
        documents_leave(b->documents, u);
        arena_clear(&own);
    }
    arena_close(&own);
    return NULL;
}

TEST(many_threads_share_them)
{
    struct bed b = bed_open(ROOM);
    pthread_t threads[THREADS];

    for (int i = 0; i < THREADS; i++)
        expect_eq(pthread_create(&threads[i], NULL, use_often, &b), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    expect_eq(documents_state(b.documents).alive, documents_state(b.documents).octets);
    bed_close(&b);
}
