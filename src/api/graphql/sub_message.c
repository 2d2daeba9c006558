#include "api/graphql/sub_message.h"
#include "base/json.h"
#include "base/str.h"

enum { KEY_MOST = 1000, ANY_TEXT = 1 << 30 };        /* characters; a whole message has its own bound */

static bool is_object(raw_json j) { return j.json.n && j.json.p[0] == '{'; }
static bool is_absent(raw_json j) { return !j.json.n || str_eq(j.json, S("null")); }

/* What is null counts as left out. */
static raw_json present(raw_json j) { return is_absent(j) ? (raw_json){ S("") } : j; }

static err read_quietly(struct arena *a, str json, const struct shape *shape, void *out)
{
    struct failure unheard;

    failure_begin(&unheard, a);
    return json_read(a, &unheard, json, shape, out);
}

/* ---- a message ---- */

static const struct form { const char *type, *wrong; bool of_operation; } forms[] = {
    [SUB_INIT]      = { "connection_init", "Invalid connection_init message" },
    [SUB_SUBSCRIBE] = { "subscribe", "Invalid subscribe message", true },
    [SUB_COMPLETE]  = { "complete", "Invalid complete message", true },
    [SUB_PING]      = { "ping", "Invalid ping message" },
    [SUB_PONG]      = { "pong", "Invalid pong message" },
};

struct incoming { maybe_str type, id; raw_json payload; };
static SHAPE(incoming, FIELD(incoming, type, .max = KEY_MOST), FIELD(incoming, id, .max = KEY_MOST),
             FIELD(incoming, payload, .optional = true));

static const struct form *form_of(str type)
{
    for (size_t i = 0; i < COUNT(forms); i++)
        if (str_eq(type, str_of(forms[i].type)))
            return &forms[i];
    return NULL;
}

static bool fits(const struct form *f, const struct sub_message *m)
{
    return (!f->of_operation || m->id.n) && (is_object(m->payload) || !m->payload.json.n);
}

err sub_message_read(struct arena *a, str text, struct sub_message *out)
{
    struct incoming in = { 0 };

    *out = (struct sub_message){ .wrong = "Invalid message" };
    TRY(read_quietly(a, text, &incoming_shape, &in));
    const struct form *form = in.type.is == GIVEN ? form_of(in.type.v) : NULL;
    if (!form)
        return ERR_INVALID;
    *out = (struct sub_message){ (enum sub_word)(form - forms), in.id.is == GIVEN ? in.id.v : S(""), present(in.payload), form->wrong };
    return fits(form, out) ? OK : ERR_INVALID;
}

/* ---- who it is ---- */

/* The object with its members' names in lower case: clients write Authorization as they like. */
static str names_lower(struct arena *a, str json)
{
    struct buf b = BUF_ON(a);
    size_t began = 0;
    bool inside = false;

    for (size_t i = 0; i < json.n; i++) {
        char ch = json.p[i];
        buf_byte(&b, ch);
        if (inside && ch == '\\' && i + 1 < json.n) {
            buf_byte(&b, json.p[++i]);
        } else if (ch == '"') {
            inside = !inside;
            began = inside ? b.n : began;
        } else if (ch == ':' && !inside) {
            for (size_t k = began; k < b.n; k++)
                b.p[k] = (char)(b.p[k] >= 'A' && b.p[k] <= 'Z' ? b.p[k] + ('a' - 'A') : b.p[k]);
        }
    }
    return buf_str(&b);
}

struct credentials { maybe_str authorization, token; };
static SHAPE(credentials, FIELD(credentials, authorization, .max = ANY_TEXT), FIELD(credentials, token, .max = ANY_TEXT));

err sub_token_read(struct arena *a, const struct sub_message *m, str *token)
{
    static const str scheme = S("Bearer ");
    struct credentials in = { 0 };

    *token = (str){ 0 };
    if (!m->payload.json.n)
        return OK;
    TRY(read_quietly(a, names_lower(a, m->payload.json), &credentials_shape, &in));
    str given = in.authorization.is == GIVEN ? in.authorization.v : in.token.is == GIVEN ? in.token.v : (str){ 0 };
    *token = str_eq_nocase(str_to(given, scheme.n), scheme) ? str_trim(str_from(given, scheme.n)) : given;
    return OK;
}

/* ---- an operation ---- */

struct operation_in { maybe_str query, operation_name; raw_json variables, extensions; };
static SHAPE(operation_in,
    FIELD(operation_in, query, .max = ANY_TEXT), FIELD_AS(operation_in, operation_name, "operationName", .max = ANY_TEXT),
    FIELD(operation_in, variables, .optional = true), FIELD(operation_in, extensions, .optional = true));

err sub_question_read(struct arena *a, const struct sub_message *m, struct sub_question *out, raw_json *extensions)
{
    struct operation_in in = { 0 };

    TRY(read_quietly(a, m->payload.json, &operation_in_shape, &in));
    raw_json variables = present(in.variables);
    *extensions = present(in.extensions);
    if ((variables.json.n && !is_object(variables)) || (extensions->json.n && !is_object(*extensions)))
        return ERR_INVALID;
    *out = (struct sub_question){ in.query.is == GIVEN ? in.query.v : (str){ 0 },
                                  in.operation_name.is == GIVEN ? in.operation_name.v : S(""), variables.json };
    return out->text.p || extensions->json.n ? OK : ERR_INVALID;
}
