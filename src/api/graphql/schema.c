/* The schema: its text, the shapes of its types, and the tables of its fields. */
#include "api/graphql/schema.h"
#include "api/graphql/graphql_own.h"
#include "base/time.h"

struct reason_row { str reason; double score; };
SHAPE(reason_row, FIELD(reason_row, reason), FIELD(reason_row, score));

extern const struct shape membership_shape;

static bool is_time(str text)
{
    when at;

    return time_parse_rfc3339(text, &at);
}

/* Which addresses are good ones is the domain's to say, in its own words. */
static bool is_text(str text)
{
    (void)text;
    return true;
}

static const struct gql_type_binding types[] = {
    { "DateTime", .takes = is_time }, { "URL", .takes = is_text },
    { "User", &profile_shape }, { "Relationship", &relationship_shape }, { "Account", &my_profile_shape },
    { "Post", &post_shape }, { "PostVersion", &post_version_shape }, { "Media", &media_shape },
    { "Focus", &media_focus_shape }, { "MediaSize", &media_size_shape }, { "Reaction", &post_reaction_shape },
    { "Mention", &mention_shape }, { "TagUse", &hashtag_shape }, { "Link", &text_link_shape },
    { "Poll", &poll_view_shape }, { "PollOption", &poll_choice_shape },
    { "Comment", &comment_shape }, { "Tag", &tag_shape }, { "TagDay", &tag_day_shape }, { "List", &list_shape },
    { "Channel", &channel_shape }, { "Membership", &membership_shape }, { "Message", &message_shape },
    { "MessageReaction", &message_reactions_shape }, { "Unread", &unread_sum_shape },
    { "Reason", &reason_row_shape }, { "PageInfo", &page_info_shape },
    CONNECTION_TYPES("User"), CONNECTION_TYPES("Post"), CONNECTION_TYPES("Comment"), CONNECTION_TYPES("Tag"), CONNECTION_TYPES("List"),
    CONNECTION_TYPES("Reaction"), CONNECTION_TYPES("PostVersion"), CONNECTION_TYPES("Search"), CONNECTION_TYPES("Feed"),
    CONNECTION_TYPES("Channel"), CONNECTION_TYPES("Message"), CONNECTION_TYPES("Member"),
    { "Story", &story_shape }, { "StoryGroup", &story_tray_shape }, { "Highlight", &highlight_shape },
    { "MessageStory", &message_story_shape },
    CONNECTION_TYPES("Story"), CONNECTION_TYPES("StoryGroup"), CONNECTION_TYPES("Highlight"),
    {0}
};

static const struct gql_type_binding *const type_tables[] = { types, mutation_types };
static const struct gql_field_binding *const field_tables[] = {
    connection_fields, query_fields, people_fields, post_fields, comment_fields, tag_fields, list_fields, timeline_fields, search_fields,
    channel_fields, message_fields, story_fields, mutation_fields, mutation_people_fields, mutation_talk_fields, mutation_story_fields,
    payload_fields,
    subscription_fields,
};

static struct gql_type_binding *types_all(struct arena *a)
{
    struct gql_type_binding *out;
    size_t n = 0;

    for (size_t i = 0; i < COUNT(type_tables); i++)
        for (const struct gql_type_binding *b = type_tables[i]; b->type; b++)
            n++;
    out = arena_array(a, struct gql_type_binding, n + 1);
    n = 0;
    for (size_t i = 0; i < COUNT(type_tables); i++)
        for (const struct gql_type_binding *b = type_tables[i]; b->type; b++)
            out[n++] = *b;
    out[n] = (struct gql_type_binding){ 0 };
    return out;
}

static struct gql_field_binding *fields_all(struct arena *a)
{
    struct gql_field_binding *out;
    size_t n = 0;

    for (size_t i = 0; i < COUNT(field_tables); i++)
        for (const struct gql_field_binding *b = field_tables[i]; b->field; b++)
            n++;
    out = arena_array(a, struct gql_field_binding, n + 1);
    n = 0;
    for (size_t i = 0; i < COUNT(field_tables); i++)
        for (const struct gql_field_binding *b = field_tables[i]; b->field; b++)
            out[n++] = *b;
    out[n] = (struct gql_field_binding){ 0 };
    return out;
}

static err refused(struct arena *a, struct failure *failure, const struct gql_errors *errors)
{
    struct buf b = BUF_ON(a);

    for (const struct gql_error *e = errors->first; e; e = e->next)
        buf_format(&b, "%s" STR_FMT, b.n ? " " : "", STR_ARG(e->message));
    return failure_with(failure, ERR_INVALID, "the GraphQL schema is wrong: " STR_FMT, STR_ARG(buf_str(&b)));
}

err graphql_schema_open(struct arena *a, struct failure *failure, const struct gql_schema **out)
{
    struct gql_errors errors;
    struct gql_schema *s;

    gql_errors_init(&errors, a);
    if (gql_schema_make(a, schema_graphql, &errors, &s) != OK || gql_schema_bind(s, types_all(a), fields_all(a), &errors) != OK)
        return refused(a, failure, &errors);
    *out = s;
    return OK;
}
