/* Blobs on the disk of this machine. */
#pragma once
#include "ports/blob.h"

err blob_disk_open(struct world *, struct failure *, struct blob **out);
