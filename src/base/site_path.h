/*
 * A path of this site, for places that redirect a person to where a request asked: "/home?tab=2#top".
 *
 * Readers of addresses (browsers by the URL standard, proxies) drop tabs and newlines, take \ for /, and fold dot
 * segments away, %2e too; what is left may begin with //, which names another host. So a path that any of these would
 * change is refused, not mended: it leads where it seems to lead, for every reader.
 */
#pragma once
#include "base/types.h"

enum { SITE_PATH_MOST = 2000 };      /* octets */

/* One slash first; no // and no backslash, no . or .. as a segment, no control character or blank. */
bool site_path_valid(str);
