/*
 * A path of this site, for places that send somebody on to where a request asked for: "/home?tab=2#top".
 *
 * What reads an address (the URL standard of browsers, proxies) drops tabs and newlines, takes \ for /, and folds dot
 * segments away, %2e too, and what is left may begin with //, which names another host. So a path that any of these would
 * change is refused, not mended: it leads where it seems to lead, whoever reads it.
 */
#pragma once
#include "base/types.h"

enum { SITE_PATH_MOST = 2000 };      /* octets */

/* One slash first; no // and no backslash, no . or .. as a segment, no control character or blank. */
bool site_path_valid(str);
