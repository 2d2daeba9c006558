/* What a document says, whatever it is called and however it is laid out: for those who keep something by it. */
#include "base/buf.h"
#include "base/hash.h"
#include "graphql/document.h"
#include "graphql/lex.h"

static void token_add(struct buf *b, struct gql_token t)
{
    u32 n = (u32)t.text.n;

    buf_byte(b, (char)t.kind);
    buf_add(b, (str){ (const char *)&n, sizeof n });
    buf_add(b, t.text);
}

/* The name of its operation; and "query", which may be left out. */
static bool is_mute(const struct gql_definition *def, struct gql_token t)
{
    if (t.kind != TOKEN_NAME)
        return false;
    return (def->name && t.at == def->name_at) || (t.at == def->at && def->operation == GQL_QUERY);
}

static void tokens_add(struct buf *b, str text, const struct gql_definition *def)
{
    struct gql_lexer lexer;
    struct gql_token t;

    gql_lexer_init(&lexer, text);
    while ((t = gql_lex(&lexer)).kind != TOKEN_END && t.kind != TOKEN_BAD)
        if (!is_mute(def, t))
            token_add(b, t);
}

enum { ONE_SEED = 1, OTHER_SEED };

/* A hash of 128 bits of its tokens. Who makes two documents that collide has the answer to one for the other. */
void gql_sense_make(struct gql_document *d, str text)
{
    struct arena scratch = {0};
    struct buf b = BUF_ON(&scratch);

    tokens_add(&b, text, d->first->def);
    d->sense[0] = hash_seeded(ONE_SEED, buf_str(&b));
    d->sense[1] = hash_seeded(OTHER_SEED, buf_str(&b));
    arena_close(&scratch);
}

str gql_operation_sense(const struct gql_operation *o)
{
    const struct gql_document *d = o->document;

    return d->first->next ? S("") : (str){ (const char *)d->sense, sizeof d->sense };
}
