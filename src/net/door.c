#include "net/door.h"
#include "net/client.h"
#include "net/guests.h"
#include "runtime/settings.h"

err door_open(struct door *d, struct failure *failure, const struct settings *s, struct visitors *visitors)
{
    *d = (struct door){ .proxy_protocol = s->proxy_protocol, .visitors = visitors };
    d->own_are_free = s->sources[SETTING_max_connections_per_address] == FROM_STANDARD;
    arena_init(&d->arena, NULL, 0);
    return networks_read(&d->proxies, &d->arena, failure, "trusted_proxies", s->trusted_proxies);
}

void door_close(struct door *d)
{
    arena_close(&d->arena);
}

struct guest *door_guest(struct conn *c, struct exchange *e)
{
    const struct networks *proxies = &c->lane->door->proxies;

    if (LIKELY(c->guest)) {          /* not a trusted proxy: it asks for itself, whatever its headers say */
        e->client = c->peer;
        address_unmap(&e->client);
        return guest_hold_again(c->guest);
    }
    e->client = client_address(proxies, e, &e->by_proxy);
    if (e->by_proxy)
        return networks_have(proxies, &e->client) ? NULL : guest_hold(c->lane->guests, &e->client);
    if (!c->guest)
        c->guest = guest_hold(c->lane->guests, &e->client);
    return guest_hold_again(c->guest);
}
