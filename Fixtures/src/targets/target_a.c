/* target_a: the types of core_types.h, changed in every way that CO-RE knows of. */
#define T(NAME) NAME
#define E(NAME) NAME
#include "core_target_a.h"
#include "target_anchors.h"
