/* target_b: the types of core_types.h as they are: relocation changes nothing. */
#define CORE
#include "core_types.h"
#include "target_anchors.h"

struct core_gone gone;
union core_gone_union gone_union;
enum core_gone_enum gone_enum;
core_gone_t gone_type;
