/* The contents of the events of exports. */
#include "domain/privacy/privacy.h"

extern const struct shape export_told_shape;
SHAPE(export_told, FIELD(export_told, export), FIELD(export_told, expires_at));

EVENT_KIND(export_ready, "export.ready", export_told);
