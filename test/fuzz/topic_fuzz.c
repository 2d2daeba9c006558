/* A topic that is read has a text, which is read as the same topic. */
#include <assert.h>
#include "base/arena.h"
#include "hub/hub_own.h"
#include "text/facets.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static bool spell(struct arena *a, str name, str *kept) { return tag_fold(a, name, kept); }

static const struct topic_kind alone = { "feed", TOPIC_ALONE }, of_id = { "channel", TOPIC_OF_ID };
static const struct topic_kind of_name = { "tag", TOPIC_OF_NAME, .spell = spell };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const struct topic_kind *kinds[] = { &alone, &of_id, &of_name, NULL };
    const struct hub hub = { .kinds = kinds };
    struct topic topic, same;
    struct arena a;

    arena_init(&a, NULL, 0);
    if (topic_read(&hub, &a, (str){ (const char *)bytes, n }, &topic)) {
        str text = topic_text(&a, &topic);
        assert(topic_read(&hub, &a, text, &same));
        assert(same.kind == topic.kind && same.of.v == topic.of.v && str_eq(same.name, topic.name));
        assert(str_eq(text, topic_text(&a, &same)));
    }
    arena_close(&a);
    return 0;
}
