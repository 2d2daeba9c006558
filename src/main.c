/* Kith: the capabilities that the program is built from. The parts of a server are in api/host.c, in order. */
#include "cli/cli.h"
#include "domain/session/session.h"

#define CAPABILITIES(WITH_ROUTES, ALONE, ROUTES) \
    ALONE(permit)                        \
    ALONE(work)                          \
    ALONE(hub)                           \
    WITH_ROUTES(rest)                    \
    WITH_ROUTES(graphql)                 \
    WITH_ROUTES(realtime)                \
    ALONE(audit)                         \
    ALONE(account)                       \
    WITH_ROUTES(graph)                   \
    WITH_ROUTES(media)                   \
    ROUTES(media_admin)                  \
    ROUTES(media_upload)                 \
    ROUTES(media_tus)                    \
    ROUTES(media_serve)                  \
    WITH_ROUTES(profile)                 \
    ALONE(reaction)                      \
    ALONE(poll)                          \
    WITH_ROUTES(tag)                     \
    WITH_ROUTES(post)                    \
    WITH_ROUTES(comment)                 \
    WITH_ROUTES(draft)                   \
    WITH_ROUTES(timeline)                \
    WITH_ROUTES(story)                   \
    ALONE(channel)                       \
    WITH_ROUTES(message)                 \
    ROUTES(message_marks)                \
    WITH_ROUTES(talk)                    \
    ROUTES(talk_members)                 \
    ROUTES(talk_conversation)            \
    WITH_ROUTES(presence)                \
    WITH_ROUTES(search)                  \
    ALONE(session)                       \
    ALONE(proof)                         \
    WITH_ROUTES(factor)                  \
    WITH_ROUTES(signin)                  \
    WITH_ROUTES(privacy)                 \
    WITH_ROUTES(letters)                 \
    WITH_ROUTES(oauth)                   \
    WITH_ROUTES(staff)                   \

PROGRAM_TABLES(CAPABILITIES);

static const struct program kith = { "kith", capabilities, routes, &session_keeper };

int main(int argc, char **argv)
{
    return cli_run(&kith, argc, argv);
}
