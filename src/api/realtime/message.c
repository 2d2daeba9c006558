#include "api/realtime/message.h"
#include "base/id.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"

enum { BURST_TIMES = 5, MESSAGE = 1000, FLOOD_MOST = 500, FLOOD_MS = 10 * 1000, RETRY_MS = 1000, OWED_MOST = 100 * MESSAGE };

/* ---- in ---- */

struct envelope { str type; maybe_str ref, topic, traceparent; maybe_id channel_id; };
static SHAPE(envelope,
    FIELD(envelope, type, .optional = true),
    FIELD(envelope, ref,  .max = REF_MOST),
    FIELD(envelope, topic, .max = TOPIC_MOST),
    FIELD(envelope, traceparent, .max = 512),
    FIELD_AS(envelope, channel_id, "channelId"));

static str text_of(const struct failure *f, const char *name, const maybe_str *m)
{
    return m->is == GIVEN && !failure_told(f, str_of(name)) ? m->v : (str){ 0 };
}

err message_read(struct arena *a, struct failure *f, str text, struct message *out)
{
    struct envelope v = { 0 };
    err e = json_read(a, f, text, &envelope_shape, &v);

    *out = (struct message){ 0 };
    if (e == ERR_JSON)
        return e;
    out->type = v.type;
    out->about.ref = text_of(f, "ref", &v.ref);
    out->about.topic = text_of(f, "topic", &v.topic);
    out->traceparent = text_of(f, "traceparent", &v.traceparent);
    if (v.channel_id.is == GIVEN && v.channel_id.v.v)
        out->about.channel_id = id_text(a, v.channel_id.v);
    return e;
}

/* ---- out ---- */

struct buf answer_begin(struct arena *a, const char *type)
{
    struct buf b = BUF_ON(a);

    buf_lit(&b, "{\"type\":\"");
    buf_add(&b, str_of(type));
    buf_byte(&b, '"');
    return b;
}

void answer_name(struct buf *b, const char *name)
{
    buf_lit(b, ",\"");
    buf_add(b, str_of(name));
    buf_lit(b, "\":");
}

void answer_text(struct buf *b, const char *name, str text)
{
    answer_name(b, name);
    if (text.p)
        json_text(b, text);
    else
        buf_lit(b, "null");
}

static char upper(char c) { return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c; }

/* Members of a message are in camelCase: a rule of the domain names those of REST. */
static str words_of(struct arena *a, const struct failure *f, err e)
{
    if (f->what != e || f->detail.n || !f->fields || !f->fields->field.n)
        return failure_words(a, f, e);
    str name = arena_copy(a, f->fields->field);
    char *to = (char *)name.p;
    for (size_t i = 0; i < name.n; i++)
        *to++ = name.p[i] == '_' && i + 1 < name.n ? upper(name.p[++i]) : name.p[i];
    return arena_format(a, STR_FMT ": " STR_FMT, (int)(to - name.p), name.p, STR_ARG(f->fields->detail));
}

static i64 retry_ms(const struct failure *f, err e)
{
    if (f->what == e && f->retry_after)
        return f->retry_after * 1000ll;
    return error_facts[e].status == 429 || error_facts[e].status == 503 ? RETRY_MS : 0;
}

str message_error(struct arena *a, const struct failure *f, err e, const struct about *of, i64 wait_ms)
{
    struct buf b = answer_begin(a, "error");
    i64 retry = wait_ms ? wait_ms : retry_ms(f, e);

    answer_text(&b, "code", str_of(problem_told(f, e)->code));
    answer_text(&b, "ref", of->ref);
    answer_text(&b, "detail", words_of(a, f, e));
    if (of->topic.p)
        answer_text(&b, "topic", of->topic);
    if (of->channel_id.p)
        answer_text(&b, "channelId", of->channel_id);
    if (retry) {
        answer_name(&b, "retryMs");
        buf_i64(&b, retry);
    }
    buf_byte(&b, '}');
    return buf_str(&b);
}

/* ---- how many: kept in thousandths of a message ---- */

/* As much as has come with time since; a socket begins with a full burst. */
static void allowance_fill(struct allowance *a, i64 now_ms, i64 a_second)
{
    i64 most = a_second * BURST_TIMES * MESSAGE, grown = (now_ms - a->at_ms) * a_second;
    i64 left = a->at_ms ? a->left + (grown < most ? grown : most) : most;

    a->left = (int)(left < most ? left : most);
    a->at_ms = now_ms;
}

i64 allowance_take(struct allowance *a, i64 now_ms, i64 a_second)
{
    if (!a_second)
        return 0;
    allowance_fill(a, now_ms, a_second);
    if (a->left >= MESSAGE) {
        a->left -= MESSAGE;
        return 0;
    }
    return (MESSAGE - a->left + a_second - 1) / a_second;
}

/* What is owed is at most a burst of the standard. */
void allowance_charge(struct allowance *a, size_t messages)
{
    i64 left = a->left - (i64)messages * MESSAGE;

    a->left = (int)(left > -OWED_MOST ? left : -OWED_MOST);
}

bool allowance_flooded(struct allowance *a, i64 now_ms)
{
    if (now_ms - a->refused_since_ms > FLOOD_MS) {
        a->refused_since_ms = now_ms;
        a->refused = 0;
    }
    return ++a->refused >= FLOOD_MOST;
}
